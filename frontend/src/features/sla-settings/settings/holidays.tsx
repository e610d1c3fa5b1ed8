import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { useFocusOn } from '@/shared/lib/use-focus-on';
import { Button, Field, Icon, IconButton } from '@/shared/ui';
import type { Calendar } from './api';

type Day = Calendar['holidays'][number];

/** Closed days of one's own, beside the public ones. */
export function Holidays({ days, onChange }: { days: readonly Day[]; onChange: (days: Day[]) => void }) {
  const { t } = useTranslation('sla-settings');
  const [box, focusOn] = useFocusOn<HTMLDivElement>();
  const put = (index: number, change: Partial<Day>): void => onChange(days.map((day, at) => (at === index ? { ...day, ...change } : day)));
  const add = (): void => {
    onChange([...days, { on: '', name: t('calendars.closed') }]);
    focusOn((all) => all.querySelectorAll('.row')[days.length]?.querySelector('input'));
  };
  const remove = (index: number): void => {
    onChange(days.filter((_, at) => at !== index));
    const next = Math.min(index, days.length - 2);
    focusOn((all) => all.querySelectorAll('.row')[next]?.querySelector('button') ?? all.querySelector(':scope > button'));
  };
  return (
    <div className="slhol" ref={box}>
      {days.map((day, index) => (
        <div className="row" key={index}>
          <Field label={t('calendars.date')} type="date" size="sm" value={day.on} onChange={(event) => put(index, { on: event.target.value })} />
          <Field
            label={t('calendars.dayName')}
            size="sm"
            maxLength={120}
            value={day.name}
            onChange={(event) => put(index, { name: event.target.value })}
          />
          <IconButton size="sm" label={t('calendars.removeDay', { name: day.name || day.on })} onClick={() => remove(index)}>
            <Icon icon={X} size={14} />
          </IconButton>
        </div>
      ))}
      <Button size="sm" variant="ghost" icon={<Icon icon={Plus} size={14} />} onClick={add}>
        {t('calendars.addDay')}
      </Button>
    </div>
  );
}
