import { useNavigate } from '@tanstack/react-router';
import type { Notice } from '@/shared/api';

/** Leads to the ticket or the article of a notice; of what is about neither, to the settings of it. */
export function useGoTo(): (notice: Notice) => void {
  const navigate = useNavigate();
  return ({ kind, number, article_id: article }) => {
    if (number !== null && kind === 'coaching') void navigate({ to: '/insights/quality', search: { number } });
    else if (number !== null) void navigate({ to: '/inbox/$number', params: { number: String(number) } });
    else if (article !== null) void navigate({ to: '/kb/$id', params: { id: String(article) } });
    else if (kind === 'signal') void navigate({ to: '/insights/signals', search: { list: 'mine' } });
    else if (kind === 'report') void navigate({ to: '/insights', search: { reports: true } });
    else if (kind === 'reading') void navigate({ to: '/settings/privacy' as '/settings' });
    // The router's types do not know the addresses of settings.
    else void navigate({ to: '/settings/assistant/boundaries' as '/settings' });
  };
}
