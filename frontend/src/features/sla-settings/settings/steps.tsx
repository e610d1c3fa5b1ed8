import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { Button, Field, Icon, IconButton } from '@/shared/ui';
import { ACTIONS, type Step } from './api';
import { CheckGroup } from './check-group';

const MAX_STEPS = 10;

/** What happens when a share of a target is used up; the miss itself is always told. */
export function Steps({ steps, onChange }: { steps: readonly Step[]; onChange: (steps: Step[]) => void }) {
  const { t } = useTranslation('sla-settings');
  const put = (index: number, step: Step): void => onChange(steps.map((one, at) => (at === index ? step : one)));
  const add = (): void => {
    const free = [0.5, 0.75, 0.9, 1, 1.5, 2, 3, 4, 4.5, 5].find((share) => !steps.some((step) => step.fraction === share));
    if (free !== undefined) onChange([...steps, { fraction: free, actions: ['notify_assignee' as const] }].sort((a, b) => a.fraction - b.fraction));
  };
  return (
    <>
      <p className="hint">{t('steps.hint')}</p>
      <ol className="slsteps">
        {steps.map((step, index) => (
          <li key={index}>
            <div className="row">
              <Field
                size="sm"
                type="number"
                min={5}
                max={500}
                step={5}
                label={t('steps.at')}
                unit="%"
                value={String(Math.round(step.fraction * 10_000) / 100)}
                error={
                  step.fraction < 0.05 || step.fraction > 5 || steps.some((one, at) => at !== index && one.fraction === step.fraction)
                    ? t('steps.bad')
                    : null
                }
                onChange={(event) => put(index, { ...step, fraction: Number(event.target.value) / 100 })}
              />
              <span className="t3 f12">{step.fraction === 1 ? t('steps.breach') : step.fraction > 1 ? t('steps.after') : ''}</span>
              <span className="sp" />
              <IconButton
                label={t('steps.remove', { share: Math.round(step.fraction * 100) })}
                size="sm"
                onClick={() => onChange(steps.filter((_, at) => at !== index))}
              >
                <Icon icon={X} size={14} />
              </IconButton>
            </div>
            <CheckGroup
              legend={t('steps.do')}
              values={ACTIONS}
              chosen={step.actions}
              labelOf={(action) => t(`action.${action}`)}
              onChange={(actions) => put(index, { ...step, actions })}
            />
          </li>
        ))}
      </ol>
      <Button
        size="sm"
        variant="ghost"
        icon={<Icon icon={Plus} size={14} />}
        unavailable={steps.length >= MAX_STEPS ? t('steps.full', { count: MAX_STEPS }) : null}
        onClick={add}
      >
        {t('steps.add')}
      </Button>
    </>
  );
}
