import { useTranslation } from 'react-i18next';
import type { Team } from '@/shared/api';
import { Checkbox } from '@/shared/ui';
import { byTier } from './colleagues';
import { FieldGroup } from './form-parts';

export interface TeamChoiceProps {
  teams: readonly Team[];
  chosen: readonly number[];
  error?: string | undefined;
  isOff?: boolean;
  onChange: (chosen: number[]) => void;
}

/** The teams that somebody is in, in the order of their tiers. */
export function TeamChoice({ teams, chosen, error, isOff, onChange }: TeamChoiceProps) {
  const { t } = useTranslation('people');
  const toggle = (id: number): void =>
    onChange((chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]).sort((a, b) => a - b));
  return (
    <FieldGroup legend={t('person.teams')} error={error} isOff={isOff}>
      {teams.length === 0 ? <p className="hint">{t('invite.noTeams')}</p> : null}
      <ul className="pchecks">
        {byTier(teams).map(({ id, name, tier }) => (
          <li key={id}>
            <Checkbox label={tier === null ? name : `T${tier} ${name}`} isChecked={chosen.includes(id)} onChange={() => toggle(id)} />
          </li>
        ))}
      </ul>
    </FieldGroup>
  );
}
