import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { ErrorState } from '@/shared/ui';
import { ROLES, rolesQuery, type Role } from './api';
import { FieldGroup } from './form-parts';
import { inWords, type RoleInWords } from './roles';

export interface RoleChoiceProps {
  legend: string;
  hint?: string;
  value: Role;
  error?: string | undefined;
  isOff?: boolean;
  onChange: (role: Role) => void;
}

/** A role, each with what the policy lets it do. */
export function RoleChoice({ legend, hint, value, error, isOff, onChange }: RoleChoiceProps) {
  const { t } = useTranslation('people');
  const mayMakeOwners = useMay('owner.write');
  const roles = useQuery(rolesQuery);
  const known = inWords(roles.data ?? []);
  const group = useId();
  return (
    <FieldGroup legend={legend} hint={hint} error={error} isOff={isOff}>
      <ul className="popts">
        {ROLES.map((role) => (
          <Choice
            key={role}
            role={role}
            group={group}
            words={known.find((one) => one.role === role)}
            holders={roles.data?.find((one) => one.role === role)?.people}
            isChosen={role === value}
            isOff={role === 'owner' && !mayMakeOwners}
            onChoose={() => onChange(role)}
          />
        ))}
      </ul>
      {roles.error && !roles.data ? <ErrorState title={t('rolesFault')} error={roles.error} onRetry={() => void roles.refetch()} /> : null}
    </FieldGroup>
  );
}

interface ChoiceProps {
  role: Role;
  group: string;
  words: RoleInWords | undefined;
  /** How many people have it. */
  holders: number | undefined;
  isChosen: boolean;
  isOff: boolean;
  onChoose: () => void;
}

function Choice({ role, group, words, holders, isChosen, isOff, onChoose }: ChoiceProps) {
  const { t, i18n } = useTranslation('people');
  const id = useId();
  const sentence = (): string => {
    if (!words) return '';
    const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
    // A server that is newer than this page may know a verb that has no words here yet.
    const verbs = list.format(words.verbs.map((verb) => t(`verb.${verb}`, { defaultValue: verb })));
    return words.includes ? t('mayMore', { role: t(`role.${words.includes}`), verbs }) : t('may', { verbs });
  };
  return (
    <li>
      <input className="rb" type="radio" id={id} name={group} checked={isChosen} disabled={isOff} aria-describedby={`${id}-what`} onChange={onChoose} />
      <div>
        <label htmlFor={id}>
          {t(`role.${role}`)}
        </label>
        {holders === undefined ? null : <span className="count">{t('holders', { count: holders })}</span>}
        <p id={`${id}-what`}>
          {sentence()} {isOff ? t('ownersOnly') : null}
        </p>
      </div>
    </li>
  );
}
