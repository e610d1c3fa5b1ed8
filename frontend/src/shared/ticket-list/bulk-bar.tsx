import Flag from 'lucide-react/icons/flag';
import Tag from 'lucide-react/icons/tag';
import UserRound from 'lucide-react/icons/user-round';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Priority as Level, Status, TicketRow } from '../api';
import { useMay, useMe, useTags, useTeams, useUsers } from '../directory';
import { useShortcuts } from '../lib/shortcuts';
import { Avatar, Button, Icon, IconButton, Keys, Menu, MenuItem, MenuLabel, MenuLine, NoOwner, Priority, StatusIcon } from '../ui';
import { placeOf } from './place';
import { PlaceBar } from './place-bar';
import type { BulkInput } from './use-bulk';
import { TagDialog } from './tag-dialog';
import './bulk-bar.css';

const STATUSES: readonly Status[] = ['open', 'pending', 'on_hold', 'resolved'];
const PRIORITIES: readonly Level[] = ['P1', 'P2', 'P3', 'P4'];

type Opened = 'assign' | 'status' | 'priority' | null;

export interface BulkBarProps {
  count: number;
  isBusy: boolean;
  onChange: (changes: BulkInput['changes']) => void;
  onClear: () => void;
  /** In a narrow pane the verbs are icons. */
  isNarrow?: boolean;
}

/** What can be done with the chosen rows: with those of the trash and the spam, to bring them back. */
export function BulkBar({ rows, ...props }: BulkBarProps & { rows: readonly TicketRow[] }) {
  const place = placeOf(rows);
  return place ? <PlaceBar place={place} {...props} /> : <WorkBar {...props} />;
}

/** Its keys are on only while rows are chosen. */
function WorkBar({ count, isBusy, onChange, onClear, isNarrow = false }: BulkBarProps) {
  const { t } = useTranslation(['ticket-list', 'shared']);
  const me = useMe();
  const users = useUsers();
  const teams = useTeams();
  // Work goes to people who can answer it, and by who may give it to others.
  const others = useMay('ticket.assign_others') ? users.filter((user) => user.can_answer !== false) : [];
  const [opened, setOpened] = useState<Opened>(null);
  const [isTagging, setTagging] = useState(false);
  const tags = useTags(isTagging);
  const solve = (): void => onChange({ status: 'resolved' });
  const take = (): void => {
    if (me) onChange({ assignee: me.id });
  };

  useShortcuts(t('bulk.keys'), [
    { keys: 'e', label: t('bulk.solve'), run: solve },
    { keys: 'i', label: t('bulk.take'), run: take },
    { keys: 'a', label: t('bulk.assign'), run: () => setOpened('assign') },
    { keys: 's', label: t('bulk.status'), run: () => setOpened('status') },
    { keys: 'p', label: t('bulk.priority'), run: () => setOpened('priority') },
    { keys: 'l', label: t('bulk.tags'), run: () => setTagging(true) },
    { keys: 'escape', label: t('bulk.clear'), run: onClear },
  ]);

  const opener = (name: Exclude<Opened, null>, icon: typeof Flag, keys: string) =>
    isNarrow ? (
      <IconButton label={t(`bulk.${name}`)} keys={keys}>
        <Icon icon={icon} />
      </IconButton>
    ) : (
      <Button icon={<Icon icon={icon} />} keys={keys}>
        {t(`bulk.${name}`)}
      </Button>
    );
  const menuState = (name: Exclude<Opened, null>) => ({
    isOpen: opened === name,
    onOpenChange: (isOpen: boolean) => setOpened(isOpen ? name : null),
    side: 'top' as const,
  });

  return (
    <div className={`bulk${isNarrow ? ' narrow' : ''}`} role="toolbar" aria-label={t('bulk.keys')}>
      <b role="status">{t('bulk.selected', { count })}</b>
      <span className="sp" />
      <Menu trigger={opener('assign', UserRound, 'a')} label={t('bulk.assign')} {...menuState('assign')}>
        {me ? (
          <MenuItem icon={<Avatar id={me.id} name={me.name} size={16} />} keys="i" onSelect={take}>
            {t('bulk.take')}
          </MenuItem>
        ) : null}
        <MenuItem icon={<NoOwner size={16} />} onSelect={() => onChange({ assignee: null })}>
          {t('shared:noOwner')}
        </MenuItem>
        {others.length > 0 ? (
          <>
            <MenuLine />
            <MenuLabel>{t('bulk.people')}</MenuLabel>
          </>
        ) : null}
        {others.map((user) => (
          <MenuItem key={user.id} icon={<Avatar id={user.id} name={user.name} size={16} />} onSelect={() => onChange({ assignee: user.id })}>
            <bdi>{user.name}</bdi>
          </MenuItem>
        ))}
        <MenuLine />
        <MenuLabel>{t('bulk.teams')}</MenuLabel>
        {teams.filter((team) => team.can_answer !== false).map((team) => (
          <MenuItem key={team.id} onSelect={() => onChange({ team: team.id })}>
            <bdi>{team.name}</bdi>
          </MenuItem>
        ))}
      </Menu>
      <Menu trigger={opener('status', CircleDashed, 's')} label={t('bulk.status')} {...menuState('status')}>
        {STATUSES.map((status) => (
          <MenuItem key={status} onSelect={() => onChange({ status })} keys={status === 'resolved' ? 'e' : undefined}>
            <StatusIcon status={status} />
          </MenuItem>
        ))}
      </Menu>
      <Menu trigger={opener('priority', Flag, 'p')} label={t('bulk.priority')} {...menuState('priority')}>
        {PRIORITIES.map((priority) => (
          <MenuItem key={priority} icon={<Priority level={priority} />} onSelect={() => onChange({ priority })}>
            {t(`shared:priority.word.${priority}`)}
          </MenuItem>
        ))}
      </Menu>
      {isNarrow ? (
        <IconButton label={t('bulk.tags')} keys="l" onClick={() => setTagging(true)}>
          <Icon icon={Tag} />
        </IconButton>
      ) : (
        <>
          <Button icon={<Icon icon={Tag} />} keys="l" onClick={() => setTagging(true)}>
            {t('bulk.tags')}
          </Button>
          <Button busy={isBusy ? t('bulk.busy') : null} keys="e" onClick={solve}>
            {t('bulk.solve')}
          </Button>
        </>
      )}
      <IconButton label={t('bulk.clear')} onClick={onClear}>
        <Icon icon={X} />
      </IconButton>
      {isNarrow ? null : <span className="khint desk"><Keys keys="shift+arrowdown" />{t('bulk.extend')}</span>}
      <TagDialog isOpen={isTagging} onOpenChange={setTagging} known={tags} count={count} onChange={onChange} />
    </div>
  );
}
