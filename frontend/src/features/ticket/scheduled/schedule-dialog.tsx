import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { clockTime, shortDate } from '@/shared/lib/dates';
import { Button, Dialog, Field } from '@/shared/ui';

import { asFieldValue, fromFieldValue, snoozeTimes } from '../model/snooze';

interface ScheduleDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (at: Date) => void;
}

/** When the reply is to be sent: the usual times, or one of one's own. */
export function ScheduleDialog({ isOpen, onOpenChange, onChoose }: ScheduleDialogProps) {
  const { t, i18n } = useTranslation('ticket');
  const [text, setText] = useState('');
  const [isChecked, setChecked] = useState(false);
  const now = new Date();
  const at = fromFieldValue(text);
  const isFuture = at !== null && at > now;

  function close(): void {
    setText('');
    setChecked(false);
    onOpenChange(false);
  }

  function choose(moment: Date): void {
    onChoose(moment);
    close();
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={t('later.title')}
      description={t('later.hint')}
      footer={
        <>
          <Button onClick={close}>{t('snooze.cancel')}</Button>
          <Button
            variant="primary"
            onClick={() => {
              setChecked(true);
              if (isFuture) choose(at);
            }}
          >
            {t('later.choose')}
          </Button>
        </>
      }
    >
      <div className="form-grid">
        <Field
          type="datetime-local"
          label={t('later.when')}
          hint={t('snooze.zone', { zone: Intl.DateTimeFormat(i18n.language).resolvedOptions().timeZone })}
          value={text}
          min={asFieldValue(now)}
          error={isChecked && !isFuture ? t('snooze.past') : null}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="later-times">
          {snoozeTimes(now).map((time) => (
            <Button key={time.name} onClick={() => choose(time.at)}>
              {t(`snooze.times.${time.name}`)}, {shortDate(time.at, now, i18n.language)} {clockTime(time.at, i18n.language)}
            </Button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
