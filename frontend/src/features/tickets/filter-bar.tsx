import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTags, useTeams, useUsers } from '@/shared/directory';
import { Button, CHANNELS, Icon, Menu, MenuItem, MenuLabel } from '@/shared/ui';
import { partsOf, withField, without } from './query-text';

const FIXED: Record<string, readonly string[]> = {
  status: ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'unresolved'],
  priority: ['P1', 'P2', 'P3', 'P4'],
  tier: ['T1', 'T2', 'T3'],
  type: ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'],
  channel: CHANNELS,
  segment: ['enterprise', 'mid_market', 'smb', 'self_serve'],
  sla: ['breached', 'soon', 'paused'],
  is: ['open', 'unread', 'unassigned', 'mine', 'snoozed', 'reopened', 'waiting', 'spam', 'trash'],
};
const OFFERED = ['status', 'assignee', 'team', 'priority', 'segment', 'sla', 'tag', 'tier', 'type', 'channel', 'is'] as const;
type Offered = (typeof OFFERED)[number];

export interface FilterBarProps {
  query: string;
  isAdding: boolean;
  onAdding: (isAdding: boolean) => void;
  onQuery: (query: string) => void;
}

/** The query as tokens; the text above and the tokens are one query. */
export function FilterBar({ query, isAdding, onAdding, onQuery }: FilterBarProps) {
  const { t } = useTranslation('tickets');
  return (
    <div className="toks" role="group" aria-label={t('filter.label')}>
      {partsOf(query).map((part, index) => (
        <span className="tok" role="group" aria-label={part.text} key={`${index} ${part.text}`}>
          {part.field ? (
            <>
              <span className="f">
                {part.isNegated ? `${t('filter.not')} ` : ''}
                {t(`filter.field.${part.field}`, { defaultValue: part.field })}
              </span>
              <ValueMenu field={part.field} value={part.value} onChoose={(value) => onQuery(withField(query, part.field ?? '', value))} />
            </>
          ) : (
            <span className="v" dir="auto">{part.value}</span>
          )}
          <button type="button" className="x" aria-label={t('filter.remove', { part: part.text })} onClick={() => onQuery(without(query, index))}>
            <Icon icon={X} size={12} />
          </button>
        </span>
      ))}
      <AddMenu isOpen={isAdding} onOpenChange={onAdding} onChoose={(field, value) => onQuery(withField(query, field, value))} />
    </div>
  );
}

/** Values to choose from, with the words people know; `undefined` for a field of free text. */
function useValues(field: string, isWanted: boolean): { value: string; label: string }[] | undefined {
  const { t } = useTranslation(['tickets', 'shared']);
  const users = useUsers();
  const teams = useTeams();
  const tags = useTags(isWanted && field === 'tag');
  if (field === 'assignee') {
    return [
      { value: 'me', label: t('shared:you') },
      { value: 'none', label: t('shared:noOwner') },
      ...users.map((user) => ({ value: String(user.id), label: user.name })),
    ];
  }
  if (field === 'team') {
    return [
      { value: 'mine', label: t('filter.myTeams') },
      { value: 'none', label: t('filter.noTeam') },
      ...teams.map((team) => ({ value: team.slug, label: team.name })),
    ];
  }
  if (field === 'tag') return tags.map((tag) => ({ value: tag, label: tag }));
  return FIXED[field]?.map((value) => ({
    value,
    label: t([`filter.value.${field}.${value}`, `shared:${field}.${value}`], { defaultValue: value }),
  }));
}

function ValueMenu({ field, value, onChoose }: { field: string; value: string; onChoose: (value: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const values = useValues(field, isOpen);
  const label = values?.find((one) => one.value === value)?.label ?? value;
  if (!values) return <span className="v" dir="auto">{label}</span>;
  return (
    <Menu
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="v">
          <bdi>{label}</bdi>
        </button>
      }
    >
      {values.map((one) => (
        <MenuItem key={one.value} onSelect={() => onChoose(one.value)}>
          <bdi>{one.label}</bdi>
        </MenuItem>
      ))}
    </Menu>
  );
}

interface AddMenuProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (field: string, value: string) => void;
}

/** First the field, then its value, in one menu. */
function AddMenu({ isOpen, onOpenChange, onChoose }: AddMenuProps) {
  const { t } = useTranslation('tickets');
  const [field, setField] = useState<Offered | null>(null);
  const values = useValues(field ?? '', isOpen) ?? [];
  return (
    <Menu
      isOpen={isOpen}
      onOpenChange={(next) => {
        if (!next) setField(null);
        onOpenChange(next);
      }}
      trigger={
        <Button size="sm" variant="ghost" icon={<Icon icon={Plus} />} keys="f">
          {t('filter.add')}
        </Button>
      }
    >
      <MenuLabel>{field ? t(`filter.field.${field}`) : t('filter.add')}</MenuLabel>
      {field === null
        ? OFFERED.map((name) => (
            <MenuItem key={name} onSelect={() => setField(name)} staysOpen>
              {t(`filter.field.${name}`)}
            </MenuItem>
          ))
        : values.map((one) => (
            <MenuItem key={one.value} onSelect={() => onChoose(field, one.value)}>
              <bdi>{one.label}</bdi>
            </MenuItem>
          ))}
    </Menu>
  );
}
