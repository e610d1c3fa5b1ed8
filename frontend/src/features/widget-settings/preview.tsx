import MessageSquare from 'lucide-react/icons/message-square';
import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import { useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Brand } from '@/shared/api';
import { onColor, readableOn } from '@/shared/lib/color';
import { Icon, Segmented } from '@/shared/ui';
import type { Language } from './api';
import { WORDS } from './panel-words';
import { isColor, textIn, type Values } from './values';

const SURFACES = { light: '#fffefc', dark: '#1a1916' } as const;
const SHOWN = ['light', 'dark'] as const;

/** The launcher and the panel's first view as they will look; nothing in it can be pressed. */
export function Preview({ values, brand }: { values: Values; brand: Brand }) {
  const { t, i18n } = useTranslation('widget-settings');
  const [asked, setTheme] = useState<'light' | 'dark'>(() =>
    document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light',
  );
  const [wanted, setLanguage] = useState<Language>(i18n.language.startsWith('de') ? 'de' : 'en');
  const theme = values.theme === 'auto' ? asked : values.theme;
  const language = values.languages.includes(wanted) ? wanted : (values.languages[0] ?? 'en');
  const own = (name: 'greeting' | 'launcher_text' | 'consent_text'): string => textIn(values, name, language) || values[name];
  const words = WORDS[language];
  const given = values.color && isColor(values.color) ? values.color : brand.color;
  const accent = readableOn(given, SURFACES[theme], 3);
  const colors = {
    '--accent': accent,
    '--on-accent': onColor(accent),
    '--accent-text': readableOn(given, SURFACES[theme], 5),
  } as CSSProperties;
  const launcher = { background: given, color: onColor(given) };
  const text = own('launcher_text');
  return (
    <figure className="wspreview" aria-label={t('preview.title')}>
      <figcaption>
        <span className="lab">{t('preview.title')}</span>
        <span className="sp" />
        {values.languages.length > 1 ? (
          <Segmented
            label={t('preview.language')}
            value={language}
            options={values.languages.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={setLanguage}
          />
        ) : null}
        {values.theme === 'auto' ? (
          <Segmented
            label={t('preview.theme')}
            value={asked}
            options={SHOWN.map((value) => ({ value, label: t(`look.themes.${value}`) }))}
            onChange={setTheme}
          />
        ) : null}
      </figcaption>
      <div className="wsstage" data-theme={theme} data-at={values.position} style={colors} lang={language} inert>
        <div className="wspanel">
          <div className="wsp-h">
            <span className="wsp-mark">
              <Icon icon={MessageSquare} size={16} />
            </span>
            <b className="ell sp">{words.support.replace('{brand}', brand.name)}</b>
            <Icon icon={X} size={16} />
          </div>
          <div className="wsp-b">
            <p className="hello" dir="auto">
              {own('greeting') || words.hello}
            </p>
            <p className="t2">{words.subtitle}</p>
            <span className="field">
              <Icon icon={Search} size={14} />
              <span className="t3">{words.search}</span>
            </span>
          </div>
          <div className="wsp-c">
            {values.is_consent_required ? (
              <>
                <p dir="auto">{own('consent_text') || words.ask}</p>
                <span className="row">
                  <span className="btn sm">{words.share}</span>
                  <span className="btn ghost sm">{words.notNow}</span>
                </span>
              </>
            ) : null}
          </div>
          <div className="wsp-f">
            <span className="link">{words.helpCenter}</span>
            <span className="sp" />
            <span>{words.person}</span>
          </div>
        </div>
        <span className={`wslaunch${text ? ' has-text' : ''}`} style={launcher}>
          <Icon icon={MessageSquare} size={16} />
          {text ? <span dir="auto">{text}</span> : null}
        </span>
      </div>
    </figure>
  );
}
