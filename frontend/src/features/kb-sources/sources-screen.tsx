import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { KnowledgeTabs } from '@/shared/knowledge';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { Button, Icon, Loaded } from '@/shared/ui';
import { AddSource } from './add-source';
import { sourcesQuery, type Source } from './api';
import type { SourcesSearch } from './search';
import { SourcePanel } from './source-panel';
import { SourcesTable } from './sources-table';
import './sources.css';

export interface SourcesScreenProps {
  search: SourcesSearch;
  onSearch: (search: SourcesSearch) => void;
}

/** Where knowledge comes from besides the editor: how each source is, and what its last reading brought. */
export function SourcesScreen({ search, onSearch }: SourcesScreenProps) {
  const { t } = useTranslation('kb-sources');
  const mayWrite = useMay('source.write');
  const query = useQuery(sourcesQuery);
  const list = useRef<HTMLDivElement>(null);
  const open = query.data?.results.find(({ id }) => id === search.source);
  const add = (): void => onSearch({ add: search.add ?? 'website' });
  const close = (): void => {
    const last = search.source;
    onSearch({});
    // The panel takes what had the focus with it.
    requestAnimationFrame(() => {
      const row = last === undefined ? null : list.current?.querySelector<HTMLElement>(`[data-source="${last}"]`);
      (row ?? list.current)?.focus();
    });
  };
  useDocumentTitle(t('title'));
  useShortcuts(t('title'), [{ keys: 'n', label: t('add.title'), run: () => (mayWrite ? add() : false) }]);
  const hasPanel = Boolean(open) || (mayWrite && search.add !== undefined);
  return (
    <main className="pane sp kb ks" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('knowledge')}</h1>
        <span className="sp" />
        {mayWrite ? (
          <Button icon={<Icon icon={Plus} />} keys="n" onClick={add}>
            {t('add.title')}
          </Button>
        ) : null}
      </header>
      <ConnectionBar />
      <KnowledgeTabs page="sources" />
      <div className={`ks-cols${hasPanel ? ' has-panel' : ''}`}>
        <div className="scroll ks-list" ref={list} tabIndex={-1} role="region" aria-label={t('title')}>
          <Loaded query={query} fault={t('fault')}>
            {({ results, written }) => (
              <>
                <Sum sources={results} />
                <SourcesTable sources={results} written={written} open={search.source} onOpen={(source) => onSearch({ source })} />
                {results.length === 0 ? <p className="t2 ks-none">{t(mayWrite ? 'noneHint' : 'none')}</p> : null}
              </>
            )}
          </Loaded>
        </div>
        {open ? <SourcePanel key={open.id} source={open} mayWrite={mayWrite} onClose={close} /> : null}
        {!open && mayWrite && search.add ? (
          <AddSource
            kind={search.add}
            onKind={(kind) => onSearch({ add: kind })}
            onAdded={(source) => onSearch({ source })}
            onClose={close}
          />
        ) : null}
      </div>
    </main>
  );
}

function Sum({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslation('kb-sources');
  const troubled = sources.filter(({ state }) => state === 'failing').length;
  return (
    <p className="ks-sum">
      {sources.length > 0 ? <b>{t('sum', { items: sources.reduce((sum, one) => sum + one.items, 0), count: sources.length })} </b> : null}
      {troubled > 0 ? <b className="bt">{t('needsYou', { count: troubled })}</b> : null} <span className="t2">{t('untilChecked')}</span>
    </p>
  );
}
