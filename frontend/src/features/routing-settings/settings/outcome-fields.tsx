import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTeams } from '@/shared/directory';
import { tagOf } from '@/shared/lib/tags';
import { Checkbox, Chip, ChoiceMenu, Field, SelectField } from '@/shared/ui';
import type { Outcome, Skill } from './api';

const TIERS = ['', 'T1', 'T2', 'T3'] as const;
const PRIORITIES = ['', 'P1', 'P2', 'P3', 'P4'] as const;
const WHO = ['lead', 'team', 'assignee', 'csm', 'on_call'] as const;

export interface OutcomeFieldsProps {
  then: Outcome;
  skills: readonly Skill[];
  onChange: (change: Partial<Outcome>) => void;
}

/** What a rule decides; what is left open is decided by the signals. */
export function OutcomeFields({ then, skills, onChange }: OutcomeFieldsProps) {
  const { t } = useTranslation('routing-settings');
  const teams = useTeams();
  const [tag, setTag] = useState('');
  const take = (): void => {
    const name = tagOf(tag);
    if (name && !then.tags.includes(name)) onChange({ tags: [...then.tags, name] });
    setTag('');
  };
  return (
    <div className="rt-then">
      <SelectField
        label={t('then.tier')}
        value={then.tier}
        options={TIERS.map((value) => ({ value, label: value || t('bySignals') }))}
        onChange={(tier) => onChange({ tier })}
      />
      <SelectField
        label={t('then.team')}
        value={then.team}
        options={[{ value: '', label: t('bySignals') }, ...teams.map(({ slug, name }) => ({ value: slug, label: name }))]}
        onChange={(team) => onChange({ team })}
      />
      <SelectField
        label={t('then.priority')}
        value={then.min_priority}
        hint={t('then.priorityHint')}
        options={PRIORITIES.map((value) => ({ value, label: value || t('byScore') }))}
        onChange={(priority) => onChange({ min_priority: priority })}
      />
      <Group label={t('then.skills')}>
        {then.skills.map((slug) => {
          const name = skills.find((skill) => skill.slug === slug)?.name ?? slug;
          return (
            <Chip key={slug} removeLabel={t('removeValue', { value: name })} onRemove={() => onChange({ skills: then.skills.filter((one) => one !== slug) })}>
              <bdi>{name}</bdi>
            </Chip>
          );
        })}
        <ChoiceMenu
          options={skills.filter(({ slug }) => !then.skills.includes(slug)).map(({ slug, name }) => ({ value: slug, label: <bdi>{name}</bdi> }))}
          onChoose={(slug) => onChange({ skills: [...then.skills, slug] })}
        >
          {t('then.addSkill')}
        </ChoiceMenu>
      </Group>
      <Group label={t('then.tags')}>
        {then.tags.map((name) => (
          <Chip key={name} removeLabel={t('removeValue', { value: name })} onRemove={() => onChange({ tags: then.tags.filter((one) => one !== name) })}>
            <bdi>{name}</bdi>
          </Chip>
        ))}
        <Field
          hideLabel
          label={t('then.addTag')}
          placeholder={t('then.addTag')}
          maxLength={60}
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            take();
          }}
        />
      </Group>
      <Group label={t('then.notify')}>
        {WHO.map((who) => (
          <Checkbox
            key={who}
            label={t(`notify.${who}`)}
            isChecked={then.notify.includes(who)}
            onChange={(isOn) => onChange({ notify: isOn ? [...then.notify, who] : then.notify.filter((one) => one !== who) })}
          />
        ))}
      </Group>
    </div>
  );
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className="rt-several">
      <span className="lab" id={id}>
        {label}
      </span>
      <span className="rt-words">{children}</span>
    </div>
  );
}
