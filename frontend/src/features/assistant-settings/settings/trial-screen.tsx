import { useTranslation } from 'react-i18next';
import { Empty } from '@/shared/ui';
import { BenchPart } from './bench-part';
import { Frame } from './frame';
import { ReplayPart } from './replay-part';
import { TryPart } from './try-part';
import { useDraft } from './use-draft';

/** The draft tried before it is live: a question, the test bench, past tickets. Nothing is sent. */
export function TrialScreen() {
  const { t } = useTranslation('assistant-settings');
  const form = useDraft();
  return (
    <Frame page="trial" form={form}>
      {(editing) => (
        <>
          {editing.draft || editing.isChanged ? null : <Empty title={t('trial.noDraft')}>{t('trial.noDraftHint')}</Empty>}
          <TryPart editing={editing} />
          <ReplayPart editing={editing} />
          <BenchPart mayWrite={editing.mayWrite} />
        </>
      )}
    </Frame>
  );
}
