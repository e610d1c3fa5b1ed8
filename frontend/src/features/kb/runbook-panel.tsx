import ListOrdered from 'lucide-react/icons/list-ordered';
import Plus from 'lucide-react/icons/plus';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { moved } from '@/shared/lib/moved';
import { Button, NumberField, Field, Icon, SelectField, toast } from '@/shared/ui';
import type { Article } from './api';
import { FRESH, KINDS, MOST_LIMIT, MOST_STEPS, stepsOfLists, withKnownKeys, type DraftStep } from './runbook-words';
import { StepHead, type StepPlace } from './step-head';
import type { ArticleDraft } from './use-article-draft';

export interface RunbookPanelProps {
  article: Article;
  draft: ArticleDraft;
}

interface Written {
  area: string;
  steps: readonly DraftStep[];
}

/** The runbook of an internal article: what staff do, check and may decide in a ticket of its category. */
export function RunbookPanel({ article, draft }: RunbookPanelProps) {
  const { t } = useTranslation('kb');
  const saved: Written = { area: article.product_area, steps: article.runbook };
  const [mine, setMine] = useState<Written | null>(null);
  const [unread, setUnread] = useState<readonly string[]>([]);
  const { area, steps } = mine ?? saved;
  const heading = useRef<HTMLHeadingElement>(null);
  const isChanged = mine !== null && JSON.stringify(mine) !== JSON.stringify(saved);
  const isReadOnly = !article.permissions.update;
  const isIncomplete = steps.some(({ text, limit }) => !text.trim() || Number.isNaN(limit));
  const write = (next: readonly DraftStep[]): void => setMine({ area, steps: next });
  const take = (): void => {
    const found = stepsOfLists(article.body_format === 'html' ? draft.words.body : article.body_html);
    setUnread(found.unread);
    if (found.steps.length === 0) toast(t('runbook.nothingFound'));
    else write(withKnownKeys(found.steps, article.runbook));
  };
  const settle = (): void => {
    setMine(null);
    setUnread([]);
  };
  const save = async (): Promise<void> => {
    const runbook = steps.map(({ limit, unit, ...step }) => ({ ...step, limit, unit: limit === null ? '' : unit }));
    if (await draft.save({ runbook, product_area: area.trim(), goes_live: false })) settle();
  };
  return (
    <div className="form-grid kb-side kb-steps">
      <LeaveGuard isChanged={isChanged} />
      <h2 className="f14" tabIndex={-1} ref={heading}>
        {t('runbook.title')}
      </h2>
      <p className="hint">{t('runbook.hint')}</p>
      <Field
        label={t('runbook.area')}
        hint={t('runbook.areaHint')}
        value={area}
        maxLength={80}
        readOnly={isReadOnly}
        onChange={(event) => setMine({ area: event.target.value, steps })}
      />
      <ol>
        {steps.map((step, at) => (
          <StepFields
            key={at}
            step={step}
            at={at}
            count={steps.length}
            isReadOnly={isReadOnly}
            onChange={(change) => write(steps.map((one, index) => (index === at ? { ...one, ...change } : one)))}
            onMove={(to) => write(moved(steps, at, to))}
            onRemove={() => {
              write(steps.filter((_, index) => index !== at));
              heading.current?.focus();
            }}
          />
        ))}
      </ol>
      {unread.length > 0 ? (
        <div className="hint bad" role="alert">
          {t('runbook.unread')}
          <ul dir="auto">
            {unread.map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {isReadOnly ? null : (
        <span className="row g1 wraps">
          <Button
            size="sm"
            icon={<Icon icon={Plus} size={14} />}
            unavailable={steps.length < MOST_STEPS ? null : t('steps.most', { count: MOST_STEPS })}
            onClick={() => write([...steps, FRESH])}
          >
            {t('steps.add')}
          </Button>
          <Button size="sm" icon={<Icon icon={ListOrdered} size={14} />} onClick={take}>
            {t('runbook.take')}
          </Button>
          {isChanged ? (
            <>
              <Button size="sm" onClick={settle}>
                {t('steps.discard')}
              </Button>
              <Button
                size="sm"
                variant="primary"
                busy={draft.state === 'saving' ? t('saving') : null}
                unavailable={isIncomplete ? t('runbook.incomplete') : null}
                onClick={() => void save()}
              >
                {t('runbook.save')}
              </Button>
            </>
          ) : null}
        </span>
      )}
    </div>
  );
}

interface StepFieldsProps extends StepPlace {
  step: DraftStep;
  onChange: (change: Partial<DraftStep>) => void;
}

function StepFields({ step, onChange, ...head }: StepFieldsProps) {
  const { t } = useTranslation('kb');
  const { isReadOnly } = head;
  return (
    <li aria-label={t('steps.number', { number: head.at + 1 })}>
      <StepHead {...head} />
      <SelectField
        label={t('runbook.kind')}
        value={step.kind}
        disabled={isReadOnly}
        options={KINDS.map((value) => ({ value, label: t(`runbook.kindOf.${value}`) }))}
        onChange={(kind) => onChange(kind === 'decide' ? { kind } : { kind, limit: null, unit: '' })}
      />
      <Field label={t('runbook.text')} value={step.text} maxLength={500} readOnly={isReadOnly} dir="auto" onChange={(event) => onChange({ text: event.target.value })} />
      {step.kind === 'decide' ? (
        <>
          <NumberField label={t('runbook.limit')} hint={t('runbook.limitHint')} value={step.limit} min={0} max={MOST_LIMIT} digits={2} isOptional onChange={(limit) => onChange({ limit })} />
          <Field label={t('runbook.unit')} value={step.unit} maxLength={20} readOnly={isReadOnly} onChange={(event) => onChange({ unit: event.target.value })} />
        </>
      ) : null}
    </li>
  );
}
