import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { hasOf, homeOf, openSections, SETTINGS_GROUPS, SettingsLink, useSlots } from '@/shared/slots';
import { Icon } from '@/shared/ui';
import './settings-layout.css';

/** The list of settings at the side, and the screen that is open. */
export function SettingsLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('settings');
  const { settings } = useSlots();
  const open = openSections(settings, hasOf(useMe()?.verbs ?? []));
  return (
    <div className="st">
      <nav className="pane snav" aria-label={t('title')} data-pane="settings" tabIndex={-1}>
        <header className="bar">
          {/* Not a heading: the screen beside it has the page's own. */}
          <span className="str">{t('title')}</span>
        </header>
        <div className="snav-list">
          {SETTINGS_GROUPS.map((group) => {
            const sections = open.filter((section) => section.group === group);
            if (sections.length === 0) return null;
            return (
              <div key={group}>
                <h2 id={`settings-${group}`}>{t(`group.${group}`)}</h2>
                <ul aria-labelledby={`settings-${group}`}>
                  {sections.map((section) => (
                    <li key={section.id}>
                      <SettingsLink path={homeOf(section)} activeProps={{ className: 'on', 'aria-current': 'page' }}>
                        <Icon icon={section.icon} size={14} />
                        <span className="ell">{t(section.labelKey)}</span>
                      </SettingsLink>
                    </li>
                  ))}
                </ul>
              </div>
            );
          })}
        </div>
      </nav>
      {children}
    </div>
  );
}
