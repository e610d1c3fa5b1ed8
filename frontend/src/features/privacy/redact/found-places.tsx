import { useTranslation } from 'react-i18next';

import type { Found } from '../api';

/** Where something stands that is about to go, and the copies that stay because they are not ours. */
export function FoundPlaces({ found }: { found: Found }) {
  const { t } = useTranslation('privacy');
  return (
    <section aria-live="polite">
      <h3 className="lab">{t('found.title')}</h3>
      <ul className="help-lines">
        {found.places.map(({ name, count }) => (
          <li key={name} dir="auto">
            {t('found.line', { place: t(`found.places.${name}` as 'found.places.other', { defaultValue: t('found.places.other') }), count })}
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
