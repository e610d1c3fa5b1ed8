import { useLocation } from '@tanstack/react-router';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useGrants } from '@/shared/directory';
import { hasOf, homeOf, openSections, sectionAt, SETTINGS_GROUPS, SettingsLink, useSlots, type SettingsSection } from '@/shared/slots';
import { Icon } from '@/shared/ui';
import { useReveal } from './reveal';
import { SettingsSearch } from './settings-search';
import './settings-layout.css';

/** The list of settings at the side, and the screen that is open. On a narrow screen the list folds into one row. */
export function SettingsLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('settings');
  const { settings } = useSlots();
  const open = openSections(settings, hasOf(useGrants()));
  const path = useLocation({ select: ({ pathname }) => pathname.replace(/^.*?\/settings/, '') });
  const here = sectionAt(open, path);
  const [isUnfolded, setUnfolded] = useState(false);
  const [isSearching, setSearching] = useState(false);
  const row = useRef<HTMLButtonElement>(null);
  useReveal(open);
  useEffect(() => setUnfolded(false), [path]);
  useEffect(() => {
    const current = document.getElementById('settings-list')?.querySelector('[aria-current="page"]');
    // Where the list is longer than the screen. Not every test's browser can scroll.
    (current as Partial<Element> | null | undefined)?.scrollIntoView?.({ block: 'nearest' });
  }, [path]);
  const fold = (): void => {
    // What has focus goes away with the list; on a wide screen it stays, and so does focus.
    if (isUnfolded) row.current?.focus();
    setUnfolded(false);
  };
  return (
    <div className="st">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape folds the list from anywhere in it */}
      <nav
        className={`pane snav${isUnfolded ? ' is-unfolded' : ''}`}
        aria-label={t('title')}
        data-pane="settings"
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && isUnfolded) fold();
        }}
      >
        <header className="bar">
          {/* Not a heading: the screen beside it has the page's own. */}
          <SettingsLink path="" className="str" activeOptions={{ exact: true }} activeProps={{ 'aria-current': 'page' }}>
            {t('title')}
          </SettingsLink>
          <button
            ref={row}
            type="button"
            className="snav-row"
            aria-expanded={isUnfolded}
            aria-controls="settings-list"
            onClick={() => setUnfolded(!isUnfolded)}
          >
            <span className="vh">{t('choose')} </span>
            <span className="ell">{here ? t(here.labelKey) : t('overview.title')}</span>
            <Icon icon={ChevronDown} size={14} />
          </button>
        </header>
        <div className="snav-list" id="settings-list">
          <SettingsSearch onOpened={fold} onSearching={setSearching} />
          {isSearching ? null : SETTINGS_GROUPS.map((group) => <Group key={group} group={group} sections={open.filter((one) => one.group === group)} />)}
        </div>
      </nav>
      {children}
    </div>
  );
}

function Group({ group, sections }: { group: SettingsSection['group']; sections: readonly SettingsSection[] }) {
  const { t } = useTranslation('settings');
  if (sections.length === 0) return null;
  return (
    <div>
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
}
