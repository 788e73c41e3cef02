export * from './client-errors.ts'
export {
  HTTPException,
  type HTTPExceptionOptions,
  type RetryOptions,
} from './http-exception.ts'
export { BadRequestKeyError } from './missing-key.ts'
export * from './server-errors.ts'
