import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, CheckOption, NumberField, Field, SelectField } from '@/shared/ui';
import { factsOf, HTTP, LANGUAGES, linesOf, tidied, withWords } from './action-draft';
import { ActionInputs } from './action-inputs';
import { ActionRequest } from './action-request';
import { ActionTrialPart } from './action-trial';
import type { Action, ActionSource } from './api';
import { SEGMENTS, TYPES } from './boundary-draft';
import { Choices } from './choices';

export interface ActionEditorProps {
  row: Action;
  others: readonly Action[];
  sources: readonly ActionSource[];
  isLocked: boolean;
  onChange: (next: Action) => void;
  onRemove: () => void;
}

/** One action: what it does, for which questions, for whom, how often, and what is said afterwards. */
export function ActionEditor({ row, others, sources, isLocked, onChange, onRemove }: ActionEditorProps) {
  const { t } = useTranslation('assistant-settings');
  const set = (change: Partial<Action>): void => onChange({ ...row, ...change });
  const source = sources.find(({ key }) => key === row.source);
  const name = source ? t(`actions.source.${source.key.replace('.', '_')}`, { defaultValue: source.label }) : t(`actions.source.http_${row.kind}`);
  return (
    <div className="as-editor">
      <fieldset disabled={isLocked} className="as-editor">
        <legend className="vh">{row.label || t('unnamed')}</legend>
        <p className="hint">{t('actions.madeOf', { source: name })}</p>
        <CheckOption label={t('actions.isOn')} hint={t(`actions.isOnHint.${row.kind}`)} isChecked={row.is_on} onChange={(isOn) => set({ is_on: isOn })} />
        <div className="as-two">
          <Field label={t('actions.name')} maxLength={120} value={row.label} error={row.label.trim() ? null : t('actions.nameless')} onChange={(event) => set({ label: event.target.value })} />
          <Field label={t('actions.key')} hint={t('actions.keyHint')} maxLength={60} value={row.key} onChange={(event) => set({ key: event.target.value.toLowerCase() })} />
        </div>
        <Field label={t('actions.about')} hint={t('actions.aboutHint')} maxLength={400} value={row.about} onChange={(event) => set({ about: event.target.value })} />
        {source?.option ? <Field label={t('actions.option')} hint={t('actions.optionHint')} maxLength={60} value={row.option} onChange={(event) => set({ option: event.target.value })} /> : null}
        <Lines label={t('actions.examples')} hint={t('actions.examplesHint')} lines={row.examples} onChange={(examples) => set({ examples })} />
        <NumberField label={t('actions.score')} hint={t('actions.scoreHint')} min={0.5} max={1} value={row.min_score} onChange={(value) => set({ min_score: value ?? 0.75 })} />
        <Choices label={t('actions.categories')} all={TYPES} chosen={row.categories} name={(one) => t(`type.${one}`)} onChange={(categories) => set({ categories })} />
        <Choices label={t('actions.segments')} all={SEGMENTS} chosen={row.segments} name={(one) => t(`segment.${one}`)} onChange={(segments) => set({ segments })} />
        {row.source === HTTP ? <ActionInputs row={row} set={set} /> : null}
        {row.source === HTTP ? <ActionRequest row={row} others={others} set={set} /> : null}
        <Answers row={row} sources={sources} set={set} />
        <Limits row={row} set={set} />
        {row.kind === 'write' ? <Approval row={row} set={set} /> : null}
        <div>
          <Button variant="danger" size="sm" onClick={onRemove}>
            {t('actions.remove')}
          </Button>
        </div>
      </fieldset>
      {isLocked ? null : <ActionTrialPart row={row} />}
    </div>
  );
}

interface PartProps {
  row: Action;
  set: (change: Partial<Action>) => void;
}

function Answers({ row, sources, set }: PartProps & { sources: readonly ActionSource[] }) {
  const { t } = useTranslation('assistant-settings');
  const facts = factsOf(row, sources);
  return (
    <div role="group" aria-label={t('actions.answers')} className="as-group">
      <span className="lab">{t('actions.answers')}</span>
      <p className="hint">{t('actions.answersHint')}</p>
      {facts.length > 0 ? (
        <p className="hint" dir="ltr">
          {facts.map((name) => (
            <code key={name}>{`{${name}} `}</code>
          ))}
        </p>
      ) : null}
      {LANGUAGES.map((language) => (
        <Field
          key={language}
          label={t(`actions.language.${language}`)}
          maxLength={1000}
          value={row.answers.find((one) => one.language === language)?.text ?? ''}
          onChange={(event) => set({ answers: withWords(row.answers, language, event.target.value) })}
        />
      ))}
    </div>
  );
}

function Limits({ row, set }: PartProps) {
  const { t } = useTranslation('assistant-settings');
  const amounts = row.inputs.filter(({ kind }) => kind === 'amount').map(({ name }) => name);
  return (
    <div className="as-two">
      <NumberField label={t('actions.perCustomer')} hint={t('actions.perDayHint')} min={1} max={1000} digits={0} value={row.per_customer} onChange={(value) => set({ per_customer: Math.round(value ?? 1) })} />
      <NumberField label={t('actions.perDay')} min={1} max={100_000} digits={0} value={row.per_day} onChange={(value) => set({ per_day: Math.round(value ?? 1) })} />
      {row.kind === 'write' && amounts.length > 0 ? (
        <>
          <SelectField
            label={t('actions.amountInput')}
            value={row.amount_input}
            options={['', ...amounts].map((value) => ({ value, label: value || t('none') }))}
            onChange={(value) => set({ amount_input: value })}
          />
          <NumberField label={t('actions.maxAmount')} min={0} max={1_000_000} digits={2} isOptional value={row.max_amount} onChange={(value) => set({ max_amount: value })} />
        </>
      ) : null}
    </div>
  );
}

function Approval({ row, set }: PartProps) {
  const { t } = useTranslation('assistant-settings');
  const options = (['agent', 'automatic'] as const).map((value) => ({ value, label: t(`actions.approval.${value}`) }));
  return (
    <div role="group" aria-label={t('actions.approvalTitle')} className="as-group">
      <SelectField label={t('actions.approvalTitle')} value={row.approval} options={options} onChange={(approval) => set({ approval })} />
      <p className="hint">{t(`actions.approvalHint.${row.approval}`)}</p>
      {row.approval === 'automatic' ? (
        <Choices label={t('actions.automaticIn')} all={TYPES} chosen={row.automatic_categories} name={(one) => t(`type.${one}`)} onChange={(chosen) => set({ automatic_categories: chosen })} />
      ) : null}
    </div>
  );
}

interface LinesProps {
  label: string;
  hint: string;
  lines: readonly string[];
  onChange: (lines: string[]) => void;
}

function Lines({ label, hint, lines, onChange }: LinesProps) {
  const id = useId();
  return (
    <div className="as-area">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <span className="field tall">
        <textarea
          id={id}
          rows={4}
          dir="auto"
          aria-describedby={`${id}-note`}
          value={lines.join('\n')}
          onChange={(event) => onChange(linesOf(event.target.value))}
          onBlur={() => onChange(tidied(lines))}
        />
      </span>
      <p className="hint" id={`${id}-note`}>
        {hint}
      </p>
    </div>
  );
}
