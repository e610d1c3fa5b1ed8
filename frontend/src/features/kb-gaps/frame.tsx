import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { KnowledgeTabs, type KnowledgePage } from '@/shared/knowledge';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, SelectField } from '@/shared/ui';
import { DAYS, USUAL_DAYS } from './api';
import './gaps.css';

interface FrameProps {
  page: KnowledgePage;
  title: string;
  /** The address of the table as a file. */
  file: string;
  filters: ReactNode;
  children: ReactNode;
}

/** What stands around each of these pages of the knowledge base. */
export function Frame({ page, title, file, filters, children }: FrameProps) {
  const { t } = useTranslation('kb-gaps');
  const may = useMay('article.draft');
  useDocumentTitle(title);
  return (
    <main className="pane sp kg" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('knowledge')}</h1>
      </header>
      <ConnectionBar />
      <KnowledgeTabs page={page} />
      {may ? (
        <>
          <div className="kg-filters" role="search" aria-label={title}>
            {filters}
            <span className="sp" />
            <a className="btn" href={file} download>
              {t('csv')}
            </a>
          </div>
          {children}
        </>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
  );
}

/** The period that figures are about. */
export function Period({ days, onDays }: { days: number | undefined; onDays: (days: number) => void }) {
  const { t } = useTranslation('kb-gaps');
  return (
    <SelectField
      hideLabel
      label={t('period')}
      value={String(DAYS.find((one) => one === days) ?? USUAL_DAYS)}
      options={DAYS.map((count) => ({ value: String(count), label: t('days', { count }) }))}
      onChange={(value) => onDays(Number(value))}
    />
  );
}
