import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { ChoiceMenu, Icon, IconButton, SelectField } from '@/shared/ui';
import type { Skill } from './api';
import { FieldGroup } from './form-parts';

interface Known {
  id: number;
  level: number;
}

export interface SkillChoiceProps {
  skills: readonly Skill[];
  chosen: readonly Known[];
  error?: string | undefined;
  onChange: (chosen: Known[]) => void;
}

const LEVELS = ['1', '2', '3'] as const;

/** What somebody knows, and how well. */
export function SkillChoice({ skills, chosen, error, onChange }: SkillChoiceProps) {
  const { t } = useTranslation('people');
  const set = (id: number, level: number | null): void => {
    const rest = chosen.filter((one) => one.id !== id);
    onChange((level === null ? rest : [...rest, { id, level }]).sort((a, b) => a.id - b.id));
  };
  const nameOf = (id: number): string => skills.find((skill) => skill.id === id)?.name ?? '';
  const others = skills.filter(({ id }) => !chosen.some((one) => one.id === id));
  return (
    <FieldGroup legend={t('person.skills')} error={error}>
      {chosen.length === 0 ? <p className="hint">{t('person.noSkills')}</p> : null}
      <ul className="pskills">
        {chosen.map(({ id, level }) => (
          <li key={id}>
            <bdi className="ell">{nameOf(id)}</bdi>
            <SelectField
              hideLabel
              label={t('person.levelOf', { skill: nameOf(id) })}
              value={String(level) as (typeof LEVELS)[number]}
              options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
              onChange={(value) => set(id, Number(value))}
            />
            <IconButton size="sm" label={t('person.removeSkill', { skill: nameOf(id) })} onClick={() => set(id, null)}>
              <Icon icon={X} size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <ChoiceMenu
        options={others.map(({ id, name }) => ({ value: String(id), label: <bdi>{name}</bdi> }))}
        onChoose={(id) => set(Number(id), 1)}
      >
        {t('person.addSkill')}
      </ChoiceMenu>
    </FieldGroup>
  );
}
