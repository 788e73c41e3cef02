export * from './client-errors.ts'
export {
  HTTPException,
  type HTTPExceptionOptions,
  type RetryOptions,
} from './http-exception.ts'
export * from './server-errors.ts'
