export { flaskDefaults } from './flask-defaults.ts'
