import { useEffect, useRef } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The pages of the insights; each is a screen of its own. */
export function InsightTabs({ page }: { page: 'overview' | 'signals' | 'drift' | 'quality' | 'playbooks' | 'ask' }) {
  const { t, i18n } = useTranslation('insight-pages');
  const strip = useRef<HTMLElement>(null);
  // A narrow screen does not hold them all: the strip scrolls, and begins where the reader is.
  useEffect(() => {
    const box = strip.current;
    const here = box?.querySelector<HTMLElement>('.on');
    // Not `scrollIntoView`, which would move the page along.
    if (box && here) box.scrollLeft = here.offsetLeft - box.offsetLeft - (box.clientWidth - here.offsetWidth) / 2;
  }, [page, i18n.language]);
  const mark = (one: string) => ({ className: page === one ? 'on' : '', 'aria-current': page === one ? ('page' as const) : undefined });
  return (
    <nav ref={strip} className="tabs" aria-label={t('pages')}>
      <Link to="/insights" search={{}} activeOptions={{ exact: true }} {...mark('overview')}>
        {t('overview')}
      </Link>
      <Link to="/insights/signals" search={{}} {...mark('signals')}>
        {t('signals')}
      </Link>
      <Link to="/insights/drift" search={{}} {...mark('drift')}>
        {t('drift')}
      </Link>
      <Link to="/insights/quality" search={{}} {...mark('quality')}>
        {t('quality')}
      </Link>
      <Link to="/insights/playbooks" search={{}} {...mark('playbooks')}>
        {t('playbooks')}
      </Link>
      <Link to="/insights/ask" search={{}} {...mark('ask')}>
        {t('ask')}
      </Link>
    </nav>
  );
}
