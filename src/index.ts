export const x = 'src'
