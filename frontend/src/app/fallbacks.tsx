import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorState } from '@/shared/ui';

export function MissingScreen() {
  const { t } = useTranslation('app');
  return (
    <main className="pane sp" id="content" tabIndex={-1} data-pane="content">
      <Empty title={t('missing.title')} action={<Link className="link" to="/inbox">{t('missing.action')}</Link>}>
        {t('missing.hint')}
      </Empty>
    </main>
  );
}

/** A screen that broke or did not load; the rest of the workspace stays. */
export function CrashScreen({ error }: { error: unknown }) {
  const { t } = useTranslation('app');
  const router = useRouter();
  return (
    <main className="pane sp" id="content" tabIndex={-1} data-pane="content">
      <ErrorState title={t('crash')} error={error} onRetry={() => void router.invalidate()} />
    </main>
  );
}
