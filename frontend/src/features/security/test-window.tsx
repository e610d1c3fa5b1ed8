import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/shared/ui';
import { testQuery } from './api';
import { TestFacts } from './facts';
import './security.css';

/** Where the window of a test ends. */
export function TestWindow({ test }: { test: string }) {
  const { t } = useTranslation('security');
  const { data, error, refetch } = useQuery({ ...testQuery(test), retry: false });
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${t('test.window')} · Candor`;
    head.current?.focus();
  }, [t]);
  return (
    <main className="sec-window">
      <h1 ref={head} tabIndex={-1}>
        {t('test.window')}
      </h1>
      {error ? <ErrorState title={t('test.fault')} error={error} onRetry={() => void refetch()} /> : null}
      {data?.is_ended ? (
        <>
          <TestFacts test={data} />
          <p className="t2">{t('test.close')}</p>
        </>
      ) : null}
    </main>
  );
}
