import { Link } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import CircleUser from 'lucide-react/icons/circle-user';
import Mail from 'lucide-react/icons/mail';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { Icon } from '@/shared/ui';
import './settings.css';

interface Section {
  to: '/settings/account' | '/settings/email';
  name: 'account' | 'email';
  icon: LucideIcon;
  /** Any of these verbs opens it; without them everybody may. */
  verbs?: readonly string[];
}

const GROUPS: readonly { name: 'you' | 'channels'; sections: readonly Section[] }[] = [
  { name: 'you', sections: [{ to: '/settings/account', name: 'account', icon: CircleUser }] },
  { name: 'channels', sections: [{ to: '/settings/email', name: 'email', icon: Mail, verbs: ['mailbox.read', 'mail.review'] }] },
];

/** The list of settings at the side, and the screen that is open. */
export function SettingsLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('settings');
  const verbs = useMe()?.verbs ?? [];
  return (
    <div className="st">
      <nav className="pane snav" aria-label={t('title')} data-pane="settings" tabIndex={-1}>
        <header className="bar">
          {/* Not a heading: the screen beside it has the page's own. */}
          <span className="str">{t('title')}</span>
        </header>
        <div className="snav-list">
          {GROUPS.map((group) => {
            const open = group.sections.filter((section) => !section.verbs || section.verbs.some((verb) => verbs.includes(verb)));
            if (open.length === 0) return null;
            return (
              <div key={group.name}>
                <h2 id={`settings-${group.name}`}>{t(`group.${group.name}`)}</h2>
                <ul aria-labelledby={`settings-${group.name}`}>
                  {open.map((section) => (
                    <li key={section.name}>
                      <Link to={section.to} activeProps={{ className: 'on', 'aria-current': 'page' }}>
                        <Icon icon={section.icon} size={14} />
                        <span className="ell">{t(`section.${section.name}`)}</span>
                      </Link>
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
