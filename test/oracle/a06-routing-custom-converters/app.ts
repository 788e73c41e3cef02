import { App, BaseConverter, request, type UrlMap, urlFor, ValidationError } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

class SeparatedConverter extends BaseConverter {
  separator: string

  constructor(map: UrlMap, separator: string | { separator?: string } = ',') {
    super(map)
    this.separator = typeof separator === 'string' ? separator : (separator.separator ?? ',')
  }

  override toPython(value: string) {
    return value.split(this.separator)
  }

  override toUrl(value: unknown) {
    return (value as string[]).map((part) => super.toUrl(part)).join(this.separator)
  }
}

class EvenConverter extends BaseConverter {
  static override regex = '[0-9]+'
  static override weight = 50

  override toPython(value: string) {
    if (Number(value) % 2 !== 0) throw new ValidationError()
    return Number(value)
  }
}

class PatternConverter extends BaseConverter {
  constructor(map: UrlMap, pattern: string) {
    super(map)
    this.regex = pattern
  }
}

class MonthConverter extends BaseConverter {
  static override regex = '[0-9]{4}/[0-9]{2}'
}

Object.assign(app.urlMap.converters, {
  list: SeparatedConverter,
  even: EvenConverter,
  pattern: PatternConverter,
  month: MonthConverter,
})

const show = (values: Record<string, unknown>) => ({
  endpoint: request.endpoint,
  values,
  url: urlFor(request.endpoint!, values),
})

app.addUrlRule('/tags/<list:tags>', 'tags', show)
app.addUrlRule("/words/<list(separator='-'):tags>", 'words', show)
app.addUrlRule("/positional/<list('.'):tags>", 'positional', show)
app.addUrlRule('/even/<even:n>', 'even', show)
app.addUrlRule('/even/<name>', 'even_name', show)
app.addUrlRule("/code/<pattern('[A-Z]{2}[0-9]?'):code>", 'code', show)
app.addUrlRule("/group/<pattern('(a|b)(c)?'):x>-<pattern('(d)'):y>", 'group', show)
app.addUrlRule('/archive/<month:month>/<slug>', 'archive', show)
