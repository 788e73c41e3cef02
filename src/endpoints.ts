const endpoints = new WeakMap<object, string>()

/** Notes the endpoint that a view was registered under; the first one counts. */
export function rememberEndpoint(view: object, endpoint: string): void {
  if (!endpoints.has(view)) endpoints.set(view, endpoint)
}

/** Gives the endpoint that a view was registered under, or undefined. */
export function endpointOfView(view: object): string | undefined {
  return endpoints.get(view)
}
