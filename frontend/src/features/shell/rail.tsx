import { Link } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import Sparkles from 'lucide-react/icons/sparkles';
import Bell from 'lucide-react/icons/bell';
import BookOpen from 'lucide-react/icons/book-open';
import Building2 from 'lucide-react/icons/building-2';
import ChartLine from 'lucide-react/icons/chart-line';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Inbox from 'lucide-react/icons/inbox';
import ListChecks from 'lucide-react/icons/list-checks';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import Table from 'lucide-react/icons/table-2';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { Icon, Logo, Menu, MenuItem, MenuLine } from '@/shared/ui';

export type Section = '/inbox' | '/notices' | '/tickets' | '/customers' | '/kb' | '/insights' | '/assistant' | '/settings';

export interface RailItem {
  to: Section;
  name: 'inbox' | 'notices' | 'tickets' | 'customers' | 'knowledge' | 'insights' | 'assistant' | 'settings';
  icon: LucideIcon;
  /** The right that opens it; without it, everybody has it. */
  verb?: string;
  keys: string;
  /** Folds into More at phone width. */
  folds?: boolean;
  /** Stands at the end, apart from the daily work. */
  isLast?: boolean;
}

/** What there is beside each other; inside, everybody finds what their role opens. */
export const SECTIONS: readonly RailItem[] = [
  { to: '/inbox', name: 'inbox', icon: Inbox, keys: 'g i' },
  { to: '/notices', name: 'notices', icon: Bell, keys: 'g n' },
  { to: '/tickets', name: 'tickets', icon: Table, keys: 'g t' },
  { to: '/customers', name: 'customers', icon: Building2, keys: 'g c', folds: true },
  { to: '/kb', name: 'knowledge', icon: BookOpen, keys: 'g k' },
  { to: '/insights', name: 'insights', icon: ChartLine, keys: 'g r', verb: 'insights.see', folds: true },
  { to: '/assistant', name: 'assistant', icon: Sparkles, keys: 'g a', verb: 'assistant.review', folds: true, isLast: true },
  {
    to: '/settings',
    name: 'settings',
    icon: SlidersHorizontal,
    keys: 'g s',
    folds: true,
    isLast: true,
  },
];

/** What waits: tickets in the inbox, unread notices. */
export type Badges = Readonly<Partial<Record<RailItem['name'], string>>>;

export interface RailProps {
  sections: readonly RailItem[];
  /** What waits for this person, on the section that holds it. */
  badges: Badges;
  onShortcuts: () => void;
  onOpen: (section: Section) => void;
  onSignOut: () => void;
  /** Steps of the set-up that are left; null while the guide does not lead the way. */
  stepsLeft: number | null;
  onSetup: () => void;
  me: ReactNode;
}

export function Rail({ sections, badges, onShortcuts, onOpen, onSignOut, stepsLeft, onSetup, me }: RailProps) {
  const { t } = useTranslation('shell');
  const link = (item: RailItem): ReactNode => <RailLink key={item.to} item={item} waiting={badges[item.name]} />;
  return (
    <nav className="rail" aria-label={t('main')} data-pane="rail" tabIndex={-1}>
      <Link to="/inbox" className="rail-mark" aria-label={t('home')}>
        <Logo />
      </Link>
      {sections.filter((item) => !item.isLast).map(link)}
      <span className="rail-sp" />
      {stepsLeft === null ? null : (
        <SettingsLink path="/setup" className="rail-item folds" aria-label={t('setup', { count: stepsLeft })} title={t('setup', { count: stepsLeft })}>
          <Icon icon={ListChecks} />
          <span className="rail-n" aria-hidden="true">
            {stepsLeft}
          </span>
        </SettingsLink>
      )}
      {sections.filter((item) => item.isLast).map(link)}
      <button type="button" className="rail-item folds" aria-label={t('shortcuts.title')} title={`${t('shortcuts.title')}  ?`} onClick={onShortcuts}>
        <Icon icon={CircleHelp} />
      </button>
      <Menu
        side="top"
        align="end"
        label={t('more')}
        trigger={
          <button type="button" className="rail-item rail-more" aria-label={t('more')}>
            <Icon icon={Ellipsis} />
          </button>
        }
      >
        {sections.filter((item) => item.folds).map((item) => (
          <MenuItem key={item.to} icon={<Icon icon={item.icon} />} onSelect={() => onOpen(item.to)}>
            {t(`section.${item.name}`)}
          </MenuItem>
        ))}
        {stepsLeft === null ? null : (
          <MenuItem icon={<Icon icon={ListChecks} />} onSelect={onSetup}>
            {t('setup', { count: stepsLeft })}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem onSelect={onSignOut}>{t('signOut')}</MenuItem>
      </Menu>
      {me}
    </nav>
  );
}

function RailLink({ item, waiting }: { item: RailItem; waiting: string | undefined }) {
  const { t } = useTranslation('shell');
  const badge = waiting && waiting !== '0' ? waiting : undefined;
  const name = t(`section.${item.name}`);
  return (
    <Link
      to={item.to}
      className={`rail-item${item.folds ? ' folds' : ''}`}
      activeProps={{ className: 'on', 'aria-current': 'page' }}
      aria-label={badge ? t(item.name === 'notices' ? 'noticesLabel' : 'inboxLabel', { count: Number.parseInt(badge, 10), shown: badge }) : name}
      title={`${name}  ${item.keys.toUpperCase()}`}
    >
      <Icon icon={item.icon} />
      {badge ? (
        <span className="rail-n" aria-hidden="true">
          {badge}
        </span>
      ) : null}
    </Link>
  );
}
