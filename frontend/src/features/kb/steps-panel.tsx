import Plus from 'lucide-react/icons/plus';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { moved } from '@/shared/lib/moved';
import { Button, Field, Icon } from '@/shared/ui';
import type { Article, ArticleStep, Step } from './api';
import { RecordForm } from './record-form';
import { StepHead, type StepPlace } from './step-head';
import type { ArticleDraft } from './use-article-draft';

export const MAX_STEPS = 20;
const FRESH: Step = { page: '', selector: '', title: '', text: '' };
const plain = ({ page, selector, title, text }: Step): Step => ({ page, selector, title, text });

export interface StepsPanelProps {
  article: Article;
  draft: ArticleDraft;
  /** Reads the article anew, after steps were recorded elsewhere. */
  onReload: () => void;
}

/** The steps of "Show me": elements of the product that the widget points out, one after another. */
export function StepsPanel({ article, draft, onReload }: StepsPanelProps) {
  const { t } = useTranslation('kb');
  const saved = article.steps.map(plain);
  const [mine, setMine] = useState<Step[] | null>(null);
  const steps = mine ?? saved;
  const heading = useRef<HTMLHeadingElement>(null);
  const isChanged = mine !== null && JSON.stringify(mine) !== JSON.stringify(saved);
  const isReadOnly = !article.permissions.update;
  const isIncomplete = steps.some(({ selector, title }) => !selector.trim() || !title.trim());
  const save = async (): Promise<void> => {
    if (await draft.save({ steps, goes_live: false })) setMine(null);
  };
  return (
    <div className="form-grid kb-side kb-steps">
      <LeaveGuard isChanged={isChanged} />
      <h2 className="f14" tabIndex={-1} ref={heading}>
        {t('steps.title')}
      </h2>
      <p className="hint">{t('steps.hint')}</p>
      <ol>
        {steps.map((step, at) => (
          <StepFields
            key={at}
            step={step}
            at={at}
            count={steps.length}
            seen={article.steps.find(({ selector }) => selector === step.selector)}
            isReadOnly={isReadOnly}
            onChange={(change) => setMine(steps.map((one, index) => (index === at ? { ...one, ...change } : one)))}
            onMove={(to) => setMine(moved(steps, at, to))}
            onRemove={() => {
              setMine(steps.filter((_, index) => index !== at));
              heading.current?.focus();
            }}
          />
        ))}
      </ol>
      {isReadOnly ? null : (
        <>
          <span className="row g1 wraps">
            <Button
              size="sm"
              icon={<Icon icon={Plus} size={14} />}
              unavailable={steps.length < MAX_STEPS ? null : t('steps.most', { count: MAX_STEPS })}
              onClick={() => setMine([...steps, FRESH])}
            >
              {t('steps.add')}
            </Button>
            {isChanged ? (
              <>
                <Button size="sm" onClick={() => setMine(null)}>
                  {t('steps.discard')}
                </Button>
                <Button
                  size="sm"
                  variant="primary"
                  busy={draft.state === 'saving' ? t('saving') : null}
                  unavailable={isIncomplete ? t('steps.incomplete') : null}
                  onClick={() => void save()}
                >
                  {t('steps.save')}
                </Button>
              </>
            ) : null}
          </span>
          <RecordForm article={article} onReload={onReload} />
        </>
      )}
    </div>
  );
}

interface StepFieldsProps extends StepPlace {
  step: Step;
  seen: ArticleStep | undefined;
  onChange: (change: Partial<Step>) => void;
}

function StepFields({ step, seen, onChange, ...head }: StepFieldsProps) {
  const { t } = useTranslation('kb');
  const { isReadOnly } = head;
  const field = (name: keyof Step, limit: number, hint?: string) => (
    <Field
      label={t(name === 'title' ? 'steps.titleField' : `steps.${name}`)}
      hint={hint}
      value={step[name] ?? ''}
      maxLength={limit}
      readOnly={isReadOnly}
      dir={name === 'selector' || name === 'page' ? 'ltr' : 'auto'}
      spellCheck={name === 'title' || name === 'text'}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  );
  return (
    <li aria-label={t('steps.number', { number: head.at + 1 })}>
      <StepHead {...head} />
      {field('title', 120)}
      {field('text', 300)}
      {field('selector', 300, t('steps.selectorHint'))}
      {field('page', 200, t('steps.pageHint'))}
      {seen && seen.shown > 0 ? (
        <p className={seen.missing > 0 ? 'hint bad' : 'hint'}>{t('steps.seen', { missing: seen.missing, shown: seen.shown })}</p>
      ) : null}
    </li>
  );
}
