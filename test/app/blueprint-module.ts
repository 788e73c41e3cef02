import { Blueprint } from 'hipflask'

export const shop: Blueprint = new Blueprint('shop')
