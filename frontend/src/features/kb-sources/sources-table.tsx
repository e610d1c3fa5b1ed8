import { useTranslation } from 'react-i18next';
import { Avatar } from '@/shared/ui';
import type { Source } from './api';
import { StateOf } from './state';

export interface SourcesTableProps {
  sources: readonly Source[];
  written: number;
  open: number | undefined;
  onOpen: (id: number) => void;
}

/** The sources as a dense table; on a phone each becomes a small block. */
export function SourcesTable({ sources, written, open, onOpen }: SourcesTableProps) {
  const { t } = useTranslation('kb-sources');
  return (
    <table className="dt cards kst">
      <thead>
        <tr>
          <th scope="col">{t('column.source')}</th>
          <th scope="col">{t('column.owner')}</th>
          <th scope="col">{t('column.schedule')}</th>
          <th scope="col">{t('column.state')}</th>
          <th scope="col" className="num">
            {t('column.items')}
          </th>
          <th scope="col">{t('column.audience')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">
            <span className="med">{t('written')}</span>
            <span className="t2 ks-kind">{t('kind.article')}</span>
          </th>
          <td data-label={t('column.owner')} className="t2">
            {t('byArticle')}
          </td>
          <td data-label={t('column.schedule')} className="t2">
            {t('atOnce')}
          </td>
          <td data-label={t('column.state')} className="t2">
            {t('state.live')}
          </td>
          <td data-label={t('column.items')} className="num">
            {written}
          </td>
          <td data-label={t('column.audience')}>{t('byArticle')}</td>
        </tr>
        {sources.map((source) => (
          <Row key={source.id} source={source} isOpen={source.id === open} onOpen={() => onOpen(source.id)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ source, isOpen, onOpen }: { source: Source; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation('kb-sources');
  return (
    <tr className={isOpen ? 'picked' : ''}>
      <th scope="row">
        <button type="button" className="link med" aria-expanded={isOpen} data-source={source.id} onClick={onOpen} dir="auto">
          {source.name}
        </button>
        <span className="t2 ell ks-kind" dir="auto">
          {source.web ? `${t(`kind.${source.kind}`)}, ${hostOf(source.web.address)}` : t(`kind.${source.kind}`)}
        </span>
      </th>
      <td data-label={t('column.owner')}>
        {source.owner ? (
          <span className="row g1">
            <Avatar id={source.owner.id} name={source.owner.name} size={16} />
            <span className="ell" dir="auto">
              {source.owner.name}
            </span>
          </span>
        ) : null}
      </td>
      <td data-label={t('column.schedule')} className="t2">
        {t(`schedule.${source.schedule}`)}
      </td>
      <td data-label={t('column.state')}>
        <StateOf source={source} />
      </td>
      <td data-label={t('column.items')} className="num">
        {source.items}
        <Changes source={source} />
      </td>
      <td data-label={t('column.audience')}>{t(`audience.${source.audience}`)}</td>
    </tr>
  );
}

function Changes({ source: { run } }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  if (!run || (run.new === 0 && run.gone === 0)) return null;
  const parts = [run.new > 0 ? t('newOf', { count: run.new }) : '', run.gone > 0 ? t('goneOf', { count: run.gone }) : ''];
  return <span className="t3 f11 ks-kind">{parts.filter(Boolean).join(', ')}</span>;
}

export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
