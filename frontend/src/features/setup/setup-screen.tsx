import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SETUP_VERB, setupQuery, type Setup } from '@/shared/setup';
import { Button, Empty, ErrorState, Skeleton, SkeletonLine, toast, toastFailure, useReasonOf, useSkeleton } from '@/shared/ui';
import { setupApi } from './api';
import { Outlook } from './outlook';
import { StepItem } from './step-item';
import { useSetup } from './use-setup';
import './setup.css';

/** The way from an empty installation to the first answered customer. */
export function SetupScreen() {
  const { t } = useTranslation('setup');
  const may = useMay(SETUP_VERB);
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      {may ? (
        <Guide />
      ) : (
        <>
          <header className="bar">
            <h1>{t('title')}</h1>
          </header>
          <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
        </>
      )}
    </main>
  );
}

function Guide() {
  const { t } = useTranslation('setup');
  const setup = useSetup();
  const showsSkeleton = useSkeleton(setup.isLoading);
  const { data } = setup;
  return (
    <>
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        {data ? <span className="t2 f12">{t('progress', { done: doneOf(data), count: data.steps.length })}</span> : null}
        <span className="sp" />
        {data && !data.is_done ? <AsideButton setup={data} /> : null}
        <Link className="btn ghost" to="/inbox">
          {t('toInbox')}
        </Link>
      </header>
      <ConnectionBar />
      <div className="su">
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <div className="scroll su-m" tabIndex={0} role="region" aria-label={t('steps')}>
          {showsSkeleton ? (
            <Skeleton label={t('loading')}>
              {[64, 52, 58, 70].map((width) => (
                <SkeletonLine key={width} width={`${width}%`} />
              ))}
            </Skeleton>
          ) : setup.error && !data ? (
            <ErrorState title={t('fault')} error={setup.error} onRetry={() => void setup.refetch()} />
          ) : data ? (
            <Steps setup={data} />
          ) : null}
          <Outlook />
        </div>
      </div>
    </>
  );
}

const doneOf = (setup: Setup): number => setup.steps.filter(({ state }) => state === 'done').length;

function Steps({ setup }: { setup: Setup }) {
  const { t } = useTranslation('setup');
  const first = setup.steps.find(({ state }) => state !== 'done')?.id ?? null;
  // What somebody opened stays open, also when it gets done; until then the first open step is.
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const open = chosen === undefined ? first : chosen;
  const after = (id: string): string | null => {
    const place = setup.steps.findIndex((step) => step.id === id);
    return [...setup.steps.slice(place + 1), ...setup.steps.slice(0, place)].find(({ state }) => state !== 'done')?.id ?? null;
  };
  return (
    <div className="su-in">
      <h2>{t(setup.is_done ? 'done.title' : 'lead.title')}</h2>
      <p className="t2">{t(setup.is_done ? 'done.text' : 'lead.text')}</p>
      <ol className="sus">
        {setup.steps.map((step, index) => (
          <StepItem
            key={step.id}
            step={step}
            number={index + 1}
            isOpen={step.id === open}
            onToggle={() => setChosen(step.id === open ? null : step.id)}
            onNext={after(step.id) === null ? undefined : () => setChosen(after(step.id))}
          />
        ))}
      </ol>
    </div>
  );
}

/** For everybody, so that nobody is led where a colleague has decided. */
function AsideButton({ setup }: { setup: Setup }) {
  const { t } = useTranslation('setup');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const isAside = setup.aside_at !== null;
  const change = useMutation({
    mutationFn: () => setupApi.putAside(!isAside),
    onSuccess: (next) => {
      client.setQueryData(setupQuery.queryKey, next);
      toast(t(isAside ? 'aside.back' : 'aside.done'));
    },
    onError: (error) => toastFailure(t('aside.failed', { reason: reasonOf(error) })),
  });
  return (
    <Button variant="ghost" busy={change.isPending ? t('aside.busy') : null} onClick={() => change.mutate()}>
      {t(isAside ? 'aside.takeUp' : 'aside.do')}
    </Button>
  );
}
