import { useQuery } from '@tanstack/react-query';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useTranslation } from 'react-i18next';
import { Button, Field, Icon, IconButton, SelectField } from '@/shared/ui';
import { calendarsQuery, type Draft } from './api';
import { CalendarStrip } from './calendar-strip';
import { CheckGroup } from './check-group';
import { ConditionFields } from './condition-fields';
import { Steps } from './steps';

export interface PolicyDetailsProps {
  draft: Draft;
  position: number;
  count: number;
  onChange: (draft: Draft) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const PAUSES = ['pending', 'on_hold'] as const;

/** One policy besides its targets: whom it serves, by which calendar, and what happens as time runs down. */
export function PolicyDetails({ draft, position, count, onChange, onMove, onRemove }: PolicyDetailsProps) {
  const { t } = useTranslation('sla-settings');
  const calendars = useQuery(calendarsQuery).data?.results ?? [];
  const set = (change: Partial<Draft>): void => onChange({ ...draft, ...change });
  const chosen = calendars.find(({ id }) => id === draft.calendar_id) ?? calendars.find((one) => one.is_default);
  const upWhy = draft.is_default ? t('policy.staysLast') : position === 0 ? t('policy.isFirst') : null;
  const downWhy = draft.is_default || position >= count - 2 ? t('policy.staysLast') : null;
  return (
    <section className="sld" id="sla-details" aria-label={draft.name}>
      <div className="slsec">
        <div className="sld-h">
          <Field
            id="sla-policy-name"
            label={t('policy.name')}
            value={draft.name}
            maxLength={120}
            error={draft.name.trim() === '' ? t('policy.nameMissing') : null}
            onChange={(event) => set({ name: event.target.value })}
          />
          <span className="row">
            <IconButton label={t('policy.up')} aria-disabled={upWhy !== null || undefined} title={upWhy ?? t('policy.up')} onClick={() => onMove(-1)}>
              <Icon icon={ArrowUp} />
            </IconButton>
            <IconButton label={t('policy.down')} aria-disabled={downWhy !== null || undefined} title={downWhy ?? t('policy.down')} onClick={() => onMove(1)}>
              <Icon icon={ArrowDown} />
            </IconButton>
            <Button size="sm" variant="ghost" unavailable={draft.is_default ? t('policy.staysLast') : null} onClick={onRemove}>
              {t('policy.remove')}
            </Button>
          </span>
        </div>
      </div>
      <div className="slsec">
        <h2>{t('conditions.title')}</h2>
        {draft.is_default ? (
          <p className="hint">{t('conditions.defaultHint')}</p>
        ) : (
          <ConditionFields conditions={draft.conditions} onChange={(conditions) => set({ conditions })} />
        )}
      </div>
      <div className="slsec">
        <h2>{t('calendar.title')}</h2>
        <SelectField
          label={t('calendar.which')}
          hideLabel
          value={draft.calendar_id === null ? '' : String(draft.calendar_id)}
          options={[{ value: '', label: t('calendar.ofTeam') }, ...calendars.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onChange={(value) => set({ calendar_id: value === '' ? null : Number(value) })}
        />
        {chosen ? <CalendarStrip calendar={chosen} /> : null}
      </div>
      <div className="slsec">
        <CheckGroup
          legend={t('pause.title')}
          hint={t('pause.hint')}
          values={PAUSES}
          chosen={draft.pause_on}
          labelOf={(value) => t(`shared:status.${value}`)}
          onChange={(pause_on) => set({ pause_on })}
        />
      </div>
      <div className="slsec">
        <h2>{t('steps.title')}</h2>
        <Steps steps={draft.steps} onChange={(steps) => set({ steps })} />
      </div>
    </section>
  );
}
