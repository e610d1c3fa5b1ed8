import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Badge, FormSection } from '@/shared/ui';
import { scannerQuery } from './api';

/** Whether a virus scanner looks at files; it is set up on the server. */
export function ScannerPart() {
  const { t } = useTranslation('security');
  const { data: check } = useQuery(scannerQuery);
  if (!check) return null;
  const state = check.state === 'ok' ? 'on' : check.problems.some(({ code }) => code === 'scanner_off') ? 'off' : 'faulty';
  return (
    <FormSection title={t('scanner.title')} hint={t('scanner.hint')}>
      <p>
        <Badge tone={state === 'on' ? 'ok' : state === 'off' ? 'mute' : 'bad'}>{t(`scanner.${state}`)}</Badge> {t(`scanner.${state}Hint`)}
      </p>
    </FormSection>
  );
}
