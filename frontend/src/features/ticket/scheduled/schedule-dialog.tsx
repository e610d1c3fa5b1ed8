import { useTranslation } from 'react-i18next';

import { TimeDialog } from '../time-dialog';

interface ScheduleDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (at: Date) => void;
}

/** When the reply is to be sent. */
export function ScheduleDialog(props: ScheduleDialogProps) {
  const { t } = useTranslation('ticket');
  return <TimeDialog {...props} title={t('later.title')} description={t('later.hint')} label={t('later.when')} action={t('later.choose')} />;
}
