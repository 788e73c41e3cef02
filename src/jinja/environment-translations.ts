import type { Extension } from './extension.ts'
import {
  type CallableOptions,
  InternationalizationExtension,
  newstyleOf,
  type TranslationOptions,
  type Translations,
} from './i18n.ts'
import { TemplateFinder } from './template-finder.ts'
import type { Callable } from './types.ts'

/** What an environment has for the extension `i18n`: it installs what translates messages. */
export abstract class EnvironmentTranslations extends TemplateFinder {
  /** The extensions by name. */
  readonly extensions: Record<string, Extension> = Object.create(null)

  /**
   * Installs what translates the messages of templates. Jinja's `install_gettext_translations`.
   * @param translations An object with `gettext`, `ngettext` and perhaps `pgettext`, `npgettext`.
   * @param options Whether the functions format by keywords: `newstyle`.
   */
  installGettextTranslations(translations: Translations, options?: TranslationOptions): void {
    this.translator().installTranslations(translations, newstyleOf(options))
  }

  /**
   * Installs functions that leave messages as they are. Jinja's `install_null_translations`.
   * @param options Whether the functions format by keywords: `newstyle`.
   */
  installNullTranslations(options?: TranslationOptions): void {
    this.translator().installTranslations({}, newstyleOf(options))
  }

  /**
   * Installs functions that translate. Jinja's `install_gettext_callables`.
   * @param gettext Translates a message; one that is marked by `passContext` gets the context first.
   * @param ngettext Translates a message with a plural for a number.
   * @param options `newstyle`, as such or by name, `pgettext` and `npgettext`.
   */
  installGettextCallables(
    gettext: Translations['gettext'],
    ngettext: Translations['ngettext'],
    options?: boolean | CallableOptions,
  ): void
  installGettextCallables(
    gettext: Callable,
    ngettext: Callable,
    options?: boolean | Partial<Record<keyof CallableOptions, Callable | boolean>>,
  ): void
  installGettextCallables(
    gettext: unknown,
    ngettext: unknown,
    options: boolean | object = {},
  ): void {
    const given: CallableOptions = typeof options === 'boolean' ? { newstyle: options } : options
    const { newstyle, ...others } = given
    const translations = { gettext, ngettext, ...others } as Translations
    this.translator().installTranslations(translations, newstyle)
  }

  /** Takes the functions that translate away. Jinja's `uninstall_gettext_translations`. */
  uninstallGettextTranslations(): void {
    for (const name of ['gettext', 'ngettext', 'pgettext', 'npgettext']) delete this.globals[name]
  }

  private translator(): InternationalizationExtension {
    for (const extension of Object.values(this.extensions)) {
      if (extension instanceof InternationalizationExtension) return extension
    }
    throw new TypeError(
      'Translations need the extension "jinja2.ext.i18n": add it to the environment first.',
    )
  }
}
