import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '@/shared/form';
import { Button, Field } from '@/shared/ui';
import { useRuleWords } from './rule-words';
import { faultsOf, type RubricValues, type RuleValues } from './rubric-draft';
import { LEVELS, SHIPPED } from './words';

const MOST = 12;

/** The criteria of a rubric, each with its weight and what its levels mean. */
export function CriteriaFields({ form }: { form: Form<RubricValues> }) {
  const { t } = useTranslation('quality');
  const box = useRef<HTMLDivElement>(null);
  const { criteria } = form.values;
  const faults = form.errorOf('criteria') === undefined ? {} : faultsOf(form.values);
  const errorAt = (name: string): string | null => (faults[name] ? t(`rubric.invalid.${faults[name]}`) : null);
  const put = (place: number, change: Partial<RuleValues>): void => form.set({ criteria: criteria.map((one, at) => (at === place ? { ...one, ...change } : one)) });
  const add = (): void => {
    form.set({ criteria: [...criteria, { key: '', weight: '1', name: '', about: '', levels: ['', '', ''] }] });
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('fieldset:last-of-type input')?.focus());
  };
  const remove = (place: number): void => {
    form.set({ criteria: criteria.filter((_, at) => at !== place) });
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[data-add]')?.focus());
  };
  return (
    <div ref={box}>
      {criteria.map((one, place) => (
        <CriterionFields
          key={place}
          rule={one}
          errors={{ key: errorAt(`key-${place}`), weight: errorAt(`weight-${place}`), name: errorAt(`name-${place}`) }}
          onPut={(change) => put(place, change)}
          onLeave={() => form.leave('criteria')}
          {...(criteria.length > 1 ? { onRemove: () => remove(place) } : {})}
        />
      ))}
      <Button data-add unavailable={criteria.length >= MOST ? t('rubric.most', { count: MOST }) : null} onClick={add}>
        {t('rubric.add')}
      </Button>
    </div>
  );
}

interface CriterionFieldsProps {
  rule: RuleValues;
  errors: { key: string | null; weight: string | null; name: string | null };
  onPut: (change: Partial<RuleValues>) => void;
  onLeave: () => void;
  onRemove?: () => void;
}

function CriterionFields({ rule, errors, onPut, onLeave, onRemove }: CriterionFieldsProps) {
  const { t } = useTranslation('quality');
  const words = useRuleWords()(rule);
  const isShipped = SHIPPED.some((key) => key === rule.key);
  // A shipped criterion shows its words where it has none of its own.
  const shown = (own: string, shipped: string): { placeholder?: string } => (own === '' && isShipped ? { placeholder: shipped } : {});
  return (
    <fieldset className="qlrf">
      <legend dir="auto">{words.name || t('rubric.new')}</legend>
      {isShipped ? null : (
        <Field label={t('rubric.key')} hint={t('rubric.keyHint')} value={rule.key} error={errors.key} onBlur={onLeave} onChange={(event) => onPut({ key: event.target.value.trim() })} />
      )}
      <Field label={t('rubric.name')} value={rule.name} maxLength={60} error={errors.name} {...shown(rule.name, words.name)} onBlur={onLeave} onChange={(event) => onPut({ name: event.target.value })} />
      <Field label={t('rubric.weight')} inputMode="numeric" value={rule.weight} error={errors.weight} onBlur={onLeave} onChange={(event) => onPut({ weight: event.target.value.trim() })} />
      <Field label={t('rubric.about')} value={rule.about} maxLength={400} {...shown(rule.about, words.about)} onChange={(event) => onPut({ about: event.target.value })} />
      {LEVELS.map((level) => (
        <Field
          key={level}
          label={t(`rubric.level.${level}`)}
          value={rule.levels[level] ?? ''}
          maxLength={400}
          {...shown(rule.levels[level] ?? '', words.levels[level])}
          onBlur={onLeave}
          onChange={(event) => onPut({ levels: LEVELS.map((at) => (at === level ? event.target.value : (rule.levels[at] ?? ''))) })}
        />
      ))}
      {onRemove ? <Button onClick={onRemove}>{t('rubric.remove', { name: words.name || t('rubric.new') })}</Button> : null}
    </fieldset>
  );
}
