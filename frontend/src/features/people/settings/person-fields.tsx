import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '@/shared/api';
import type { Form } from '@/shared/form';
import { Field, SelectField } from '@/shared/ui';
import { SCOPES, type Skill } from './api';
import { FieldGroup } from './form-parts';
import { languageNames, type PersonValues } from './person-form';
import { RoleChoice } from './role-choice';
import { SkillChoice } from './skill-choice';
import { TeamChoice } from './team-choice';

export interface PersonFieldsProps {
  form: Form<PersonValues>;
  teams: readonly Team[];
  skills: readonly Skill[];
  /** False for those who may not touch the rights of an owner. */
  mayChangeRights: boolean;
}

type TextName = 'capacity_chat' | 'capacity_email' | 'title' | 'timezone' | 'languages';

/** All fields of a person, rights first. */
export function PersonFields({ form, teams, skills, mayChangeRights }: PersonFieldsProps) {
  const { t, i18n } = useTranslation('people');
  const zones = useId();
  const { values, set, errorOf, leave } = form;
  const bind = (name: TextName) => ({
    value: values[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
    onBlur: () => leave(name),
  });
  return (
    <>
      <RoleChoice
        legend={t('column.role')}
        hint={mayChangeRights ? undefined : t('person.ownerHint')}
        value={values.role}
        error={errorOf('role')}
        isOff={!mayChangeRights}
        onChange={(role) => set({ role })}
      />
      <div className="psec">
        <SelectField
          label={t('scopeLabel')}
          value={values.ticket_scope}
          options={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
          error={errorOf('ticket_scope')}
          disabled={!mayChangeRights}
          onChange={(ticket_scope) => set({ ticket_scope })}
        />
      </div>
      <TeamChoice
        teams={teams}
        chosen={values.team_ids}
        error={errorOf('team_ids')}
        isOff={!mayChangeRights}
        onChange={(team_ids) => set({ team_ids })}
      />
      <SkillChoice skills={skills} chosen={values.skills} error={errorOf('skills')} onChange={(chosen) => set({ skills: chosen })} />
      <FieldGroup legend={t('person.capacity')}>
        <div className="form-pair">
          <Field {...bind('capacity_chat')} label={t('person.chat')} inputMode="numeric" />
          <Field {...bind('capacity_email')} label={t('person.email')} inputMode="numeric" />
        </div>
      </FieldGroup>
      <FieldGroup legend={t('person.profile')}>
        <Field {...bind('title')} label={t('person.jobTitle')} maxLength={120} dir="auto" />
        <Field {...bind('timezone')} label={t('person.timezone')} list={zones} dir="ltr" autoComplete="off" spellCheck={false} />
        <datalist id={zones}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <Field
          {...bind('languages')}
          label={t('person.languages')}
          hint={languageNames(values.languages, i18n.language) || t('person.languagesHint')}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
        />
      </FieldGroup>
    </>
  );
}
