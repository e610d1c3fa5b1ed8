import { useState } from 'react';
import Layers from 'lucide-react/icons/layers';
import Pin from 'lucide-react/icons/pin';
import { useTranslation } from 'react-i18next';

import type { Priority as Level, Status } from '@/shared/api';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useTicketPart } from '@/shared/ticket-screen';
import { Avatar, Icon, Menu, MenuChoice, MenuItem, MenuLabel, MenuLine, NoOwner, Priority, StatusIcon } from '@/shared/ui';

import type { FieldName } from '../model/field-conflict';
import { ticketApi } from '../api';
import { nameFor, useTicketScreen } from '../ticket-context';
import { ScorePanel } from './score-panel';
import { MoreProperties } from './more-properties';
import { Picker } from './picker';
import { useAssign } from './use-assign';

const STATUSES: Status[] = ['open', 'pending', 'on_hold', 'resolved', 'closed'];
const LEVELS: Level[] = ['P1', 'P2', 'P3', 'P4'];
type OpenMenu = 'status' | 'priority' | 'assignee' | 'team' | 'tags' | null;

/** Status, priority, owner, team and tags: each a menu, each with its key. */
export function PropertyBar() {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket, change, refused } = useTicketScreen();
  const [open, setOpen] = useState<OpenMenu>(null);
  const mayChange = ticket.permissions.update;
  const menu = (name: OpenMenu) => ({
    isOpen: open === name,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? name : null),
  });
  const marked = (field: FieldName) => (refused === field ? 'pbtn is-refused' : 'pbtn');

  useShortcuts(
    t('ticket:title', { number: ticket.number }),
    [
      { keys: 's', label: t('ticket:keys.status'), run: () => setOpen('status') },
      { keys: 'p', label: t('ticket:keys.priority'), run: () => setOpen('priority') },
      { keys: 'a', label: t('ticket:keys.assign'), run: () => setOpen('assignee') },
      { keys: 'l', label: t('ticket:keys.tags'), run: () => setOpen('tags') },
    ],
    mayChange,
  );

  const setStatus = (status: Status) =>
    change({
      changes: { status },
      preview: { status },
      done: t(`ticket:change.status.${status}`),
      still: t('ticket:change.still', { value: t(`shared:status.${ticket.status}`) }),
    });
  const setPriority = (priority: Level) =>
    change({
      changes: { priority },
      preview: { priority, priority_is_pinned: true },
      still: t('ticket:change.still', { value: ticket.priority }),
    });
  const followScore = () =>
    change({
      changes: { priority_is_pinned: false },
      preview: { priority_is_pinned: false },
      still: t('ticket:change.still', { value: ticket.priority }),
    });

  return (
    <div className="pl">
      <Menu
        {...menu('status')}
        label={t('ticket:props.status')}
        trigger={
          <button type="button" className={marked('status')} disabled={!mayChange} title={t('ticket:props.status')}>
            <StatusIcon status={ticket.status} />
          </button>
        }
      >
        <MenuChoice
          value={ticket.status}
          onChoose={setStatus}
          options={STATUSES.map((status) => ({ value: status, label: <StatusIcon status={status} /> }))}
        />
      </Menu>
      <span className="row">
        <Menu
          {...menu('priority')}
          label={t('ticket:props.priority')}
          trigger={
            <button
              type="button"
              className={marked('priority')}
              disabled={!mayChange}
              aria-label={t('ticket:props.priorityIs', { priority: t(`shared:priority.${ticket.priority}`) })}
            >
              <Priority level={ticket.priority} isPinned={ticket.priority_is_pinned} />
              {t(`shared:priority.word.${ticket.priority}`)}
            </button>
          }
        >
          <MenuLabel>{t('ticket:props.priority')}</MenuLabel>
          <MenuChoice
            value={ticket.priority}
            onChoose={setPriority}
            options={LEVELS.map((level) => ({
              value: level,
              label: t(`shared:priority.word.${level}`),
              icon: <Priority level={level} />,
            }))}
          />
          {ticket.priority_is_pinned && (
            <>
              <MenuLine />
              <MenuItem icon={<Icon icon={Pin} size={14} />} onSelect={followScore} hint={t('ticket:props.followHint')}>
                {t('ticket:props.followScore')}
              </MenuItem>
            </>
          )}
        </Menu>
        <ScorePanel />
      </span>
      <AssigneePicker {...menu('assignee')} className={marked('assignee')} isDisabled={!mayChange} />
      <TeamPicker {...menu('team')} className={marked('team')} isDisabled={!mayChange} />
      <MoreProperties {...menu('tags')} isDisabled={!mayChange} marked={marked} />
    </div>
  );
}

interface PickerButton {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  className: string;
  isDisabled: boolean;
}

const NOBODY = 'none';

function AssigneePicker({ isOpen, onOpenChange, className, isDisabled }: PickerButton) {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket, me, people } = useTicketScreen();
  const assign = useAssign();
  const owner = ticket.assignee;
  const name = owner ? nameFor(owner, me, t('shared:you')) : t('shared:noOwner');
  const self = people.find((person) => person.id === me?.id);
  // A server that tells whom the ticket can be given to is asked when the menu opens.
  const asks = ticket.permissions.assign !== undefined;
  const offered = useTicketPart(ticket.number, 'assignees', ticketApi.assignees, { isEnabled: isOpen && asks }).data;
  const able = people.filter((person) =>
    offered ? offered.people.some(({ id }) => id === person.id) : person.can_answer !== false,
  );
  const mine = able.filter((person) => person.id === self?.id);
  const others = able.filter((person) => person.id !== me?.id);
  const ordered = ticket.permissions.assign === false ? mine : [...mine, ...others];

  return (
    <Picker
      label={t('ticket:props.assignee')}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      chosen={[owner ? String(owner.id) : NOBODY]}
      onChoose={(value) => assign(ordered.find((person) => String(person.id) === value) ?? null)}
      options={[
        ...ordered.map((person) => ({
          value: String(person.id),
          label: nameFor(person, me, t('ticket:props.me', { name: person.name })),
          icon: <Avatar id={person.id} name={person.name} picture={person.picture} />,
          hint: t(`shared:presence.${person.presence}`),
        })),
        { value: NOBODY, label: t('shared:noOwner') },
      ]}
      trigger={
        <button
          type="button"
          className={className}
          disabled={isDisabled}
          aria-label={t('ticket:props.assigneeIs', { name })}
        >
          {owner ? <Avatar id={owner.id} name={owner.name} size={16} /> : <NoOwner size={16} label="" />}
          <bdi className="ell">{name}</bdi>
        </button>
      }
    />
  );
}

function TeamPicker({ isOpen, onOpenChange, className, isDisabled }: PickerButton) {
  const { t } = useTranslation('ticket');
  const { ticket, teams, change } = useTicketScreen();
  const label = [ticket.tier, ticket.team?.name ?? t('props.noTeam')].filter(Boolean).join(' ');
  return (
    <Picker
      label={t('props.team')}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      chosen={ticket.team ? [String(ticket.team.id)] : []}
      onChoose={(value) => {
        const team = teams.find((candidate) => String(candidate.id) === value);
        if (!team || team.id === ticket.team?.id) return;
        change({
          changes: { team: team.id },
          preview: { team: { id: team.id, name: team.name } },
          done: t('change.team', { team: team.name }),
          still: t('change.still', { value: ticket.team?.name ?? t('props.noTeam') }),
        });
      }}
      options={teams.filter((team) => team.can_answer !== false).map((team) => ({
        value: String(team.id),
        label: team.name,
        ...(team.tier ? { hint: t('props.tier', { tier: team.tier }) } : {}),
      }))}
      trigger={
        <button
          type="button"
          className={className}
          disabled={isDisabled}
          aria-label={t('props.teamIs', { team: label })}
        >
          <Icon icon={Layers} size={14} />
          <bdi className="ell">{label}</bdi>
        </button>
      }
    />
  );
}
