import { useTranslation } from 'react-i18next';
import { useGrants } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { fieldsOf, hasOf, homeOf, openSections, SETTINGS_GROUPS, SettingsLink, useSlots, type SettingsSection } from '@/shared/slots';
import { Icon } from '@/shared/ui';

/** What can be set, by its groups; what the role does not open is named. */
export function SettingsOverview() {
  const { t, i18n } = useTranslation('settings');
  const { settings } = useSlots();
  const has = hasOf(useGrants());
  const open = openSections(settings, has);
  const closed = openSections(settings, () => true).filter((section) => !open.includes(section));
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar sover-bar">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll sover" tabIndex={0} role="region" aria-label={t('overview.title')}>
        {SETTINGS_GROUPS.map((group) => {
          const sections = open.filter((section) => section.group === group);
          return sections.length === 0 ? null : (
            <section key={group} aria-labelledby={`overview-${group}`}>
              <h2 id={`overview-${group}`}>{t(`group.${group}`)}</h2>
              <ul>
                {sections.map((section) => (
                  <Entry key={section.id} section={section} fields={fieldsOf(section, has).map(({ labelKey }) => t(labelKey))} />
                ))}
              </ul>
            </section>
          );
        })}
        {closed.length > 0 ? (
          <p className="hint">
            {t('overview.closed', { names: new Intl.ListFormat(i18n.language).format(closed.map(({ labelKey }) => t(labelKey))) })}
          </p>
        ) : null}
      </div>
    </main>
  );
}

function Entry({ section, fields }: { section: SettingsSection; fields: readonly string[] }) {
  const { t } = useTranslation('settings');
  return (
    <li>
      <Icon icon={section.icon} size={14} />
      <div>
        <SettingsLink path={homeOf(section)}>{t(section.labelKey)}</SettingsLink>
        {fields.length > 0 ? <p className="hint">{fields.join(' · ')}</p> : null}
      </div>
    </li>
  );
}
