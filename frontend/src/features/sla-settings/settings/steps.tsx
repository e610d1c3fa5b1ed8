import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { useTeams } from '@/shared/directory';
import { useFocusOn } from '@/shared/lib/use-focus-on';
import { Button, Icon, IconButton, NumberField, SelectField } from '@/shared/ui';
import { ACTIONS, TO_TEAM, type Step } from './api';
import { CheckGroup } from './check-group';

const MAX_STEPS = 10;
const MOVES: readonly string[] = ['escalate_tier', 'reassign_senior', 'reassign_csm', 'reassign_on_call'];
const isToTeam = (action: string): boolean => action.startsWith(TO_TEAM);
const isMove = (action: string): boolean => MOVES.includes(action) || isToTeam(action);

/** What happens when a share of a target is used up; the miss itself is always told. */
export function Steps({ steps, onChange }: { steps: readonly Step[]; onChange: (steps: Step[]) => void }) {
  const { t } = useTranslation('sla-settings');
  const [list, focusOn] = useFocusOn<HTMLOListElement>();
  const put = (index: number, step: Step): void => onChange(steps.map((one, at) => (at === index ? step : one)));
  const add = (): void => {
    const free = [0.5, 0.75, 0.9, 1, 1.5, 2, 3, 4, 4.5, 5].find((share) => !steps.some((step) => step.fraction === share));
    if (free === undefined) return;
    const next = [...steps, { fraction: free, actions: ['notify_assignee'] }].sort((a, b) => a.fraction - b.fraction);
    onChange(next);
    const place = next.findIndex(({ fraction }) => fraction === free);
    focusOn((box) => box.children[place]?.querySelector('input'));
  };
  const remove = (index: number): void => {
    onChange(steps.filter((_, at) => at !== index));
    // The next one's button, else that of the one before, else the way to a new one.
    focusOn((box) => (box.children[Math.min(index, steps.length - 2)] ?? box.parentElement)?.querySelector('[data-is]'));
  };
  return (
    <div>
      <p className="hint">{t('steps.hint')}</p>
      <ol className="slsteps" ref={list}>
        {steps.map((step, index) => (
          <li key={index}>
            <div className="row">
              <NumberField
                size="sm"
                min={5}
                max={500}
                step={5}
                digits={2}
                label={t('steps.at')}
                unit="%"
                value={Math.round(step.fraction * 10_000) / 100}
                error={steps.some((one, at) => at !== index && one.fraction === step.fraction) ? t('steps.bad') : null}
                onChange={(share) => put(index, { ...step, fraction: (share ?? Number.NaN) / 100 })}
              />
              <span className="t3 f12">{step.fraction === 1 ? t('steps.breach') : step.fraction > 1 ? t('steps.after') : ''}</span>
              <span className="sp" />
              <IconButton
                label={t('steps.remove', { share: Math.round(step.fraction * 100) })}
                size="sm"
                data-is="remove"
                onClick={() => remove(index)}
              >
                <Icon icon={X} size={14} />
              </IconButton>
            </div>
            <CheckGroup
              legend={t('steps.do')}
              values={ACTIONS}
              chosen={ACTIONS.filter((action) => step.actions.includes(action))}
              labelOf={(action) => t(`action.${action}`)}
              onChange={(actions) => put(index, { ...step, actions: [...actions, ...step.actions.filter(isToTeam)] })}
            />
            <ToTeam step={step} onChange={(actions) => put(index, { ...step, actions })} />
          </li>
        ))}
      </ol>
      <Button
        size="sm"
        variant="ghost"
        data-is="add"
        icon={<Icon icon={Plus} size={14} />}
        unavailable={steps.length >= MAX_STEPS ? t('steps.full', { count: MAX_STEPS }) : null}
        onClick={add}
      >
        {t('steps.add')}
      </Button>
    </div>
  );
}

/** The team that a step gives the ticket to. */
function ToTeam({ step, onChange }: { step: Step; onChange: (actions: string[]) => void }) {
  const { t } = useTranslation('sla-settings');
  const teams = useTeams();
  return (
    <SelectField
      label={t('steps.toTeam')}
      value={step.actions.find(isToTeam) ?? ''}
      options={[{ value: '', label: t('steps.noTeam') }, ...teams.map(({ slug, name }) => ({ value: `${TO_TEAM}${slug}`, label: name }))]}
      error={step.actions.filter(isMove).length > 1 ? t('steps.oneMove') : null}
      onChange={(next) => onChange([...step.actions.filter((one) => !isToTeam(one)), ...(next ? [next] : [])])}
    />
  );
}
