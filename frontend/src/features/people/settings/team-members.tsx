import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { Avatar, ChoiceMenu, Icon, IconButton } from '@/shared/ui';
import type { Colleague } from './api';
import { FieldGroup } from './form-parts';
import type { Member } from './team-form';

export interface TeamMembersProps {
  colleagues: readonly Colleague[];
  members: readonly Member[];
  /** When those leave who are lent, by their ids. */
  lentUntil: ReadonlyMap<number, string>;
  error?: string | undefined;
  onChange: (members: Member[]) => void;
}

/** Who is in a team, and who leads it. */
export function TeamMembers({ colleagues, members, lentUntil, error, onChange }: TeamMembersProps) {
  const { t, i18n } = useTranslation('people');
  const nameOf = (id: number): string => colleagues.find((one) => one.id === id)?.name ?? '';
  const others = colleagues.filter(({ id, state }) => state !== 'deactivated' && !members.some((one) => one.id === id));
  return (
    <FieldGroup legend={t('teams.column.members')} error={error}>
      {members.length === 0 ? <p className="hint">{t('teams.noMembers')}</p> : null}
      <ul className="pmembers">
        {members.map(({ id, is_lead: leads }) => (
          <li key={id}>
            <Avatar id={id} name={nameOf(id)} size={24} />
            <span className="ell" dir="auto">
              {nameOf(id)}
            </span>
            {lentUntil.has(id) ? <span className="t3 f12">{t('teams.lentUntil', { until: absoluteTime(lentUntil.get(id) ?? '', i18n.language) })}</span> : null}
            <label className="opt">
              <input
                type="checkbox"
                className="cb"
                checked={leads}
                aria-label={t('teams.memberLead', { name: nameOf(id) })}
                onChange={(event) => onChange(members.map((one) => (one.id === id ? { id, is_lead: event.target.checked } : one)))}
              />
              <span aria-hidden="true">{t('teams.lead')}</span>
            </label>
            <IconButton
              size="sm"
              label={t('teams.removeMember', { name: nameOf(id) })}
              onClick={() => onChange(members.filter((one) => one.id !== id))}
            >
              <Icon icon={X} size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <ChoiceMenu
        options={others.map(({ id, name }) => ({ value: String(id), label: <bdi>{name}</bdi> }))}
        onChoose={(id) => onChange([...members, { id: Number(id), is_lead: false }])}
      >
        {t('teams.addMember')}
      </ChoiceMenu>
    </FieldGroup>
  );
}
