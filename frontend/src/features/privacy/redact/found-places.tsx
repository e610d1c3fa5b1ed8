import { useTranslation } from 'react-i18next';

import type { Found } from '../api';

const PLACES = [
  'entries', 'originals', 'ticket', 'drafts', 'ratings', 'mail', 'events', 'answers', 'assistant', 'learned', 'searches',
  'notices', 'routing', 'webhooks', 'mirrors', 'calls',
] as const;

type PlaceName = (typeof PLACES)[number];

const isKnown = (name: string): name is PlaceName => (PLACES as readonly string[]).includes(name);

/** Where something stands that is about to go, and the copies that stay because they are not ours. */
export function FoundPlaces({ found }: { found: Found }) {
  const { t } = useTranslation('privacy');
  return (
    <section aria-live="polite">
      <h3 className="lab">{t('found.title')}</h3>
      <ul className="help-lines">
        {found.places.map(({ name, count }) => (
          <li key={name} dir="auto">
            {t('found.line', { place: isKnown(name) ? t(`found.places.${name}`) : name, count })}
          </li>
        ))}
        {found.files > 0 && <li>{t('found.files', { count: found.files })}</li>}
      </ul>
      {found.copies.length > 0 && (
        <>
          <h3 className="lab">{t('found.copies')}</h3>
          <ul className="help-lines">
            {found.copies.map((copy) => (
              <li key={`${copy.system}:${copy.name}`} dir="auto">
                {copyText(copy.system, copy.name)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );

  function copyText(system: string, name: string): string {
    if (system === 'mail') return t('found.mail');
    if (system === 'article') return t('found.article', { name });
    return t('found.system', { system: system.charAt(0).toUpperCase() + system.slice(1), name });
  }
}
