import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ArticleScreen, KnowledgeScreen } from '@/features/kb';
import { idOf } from '@/shared/lib/address';
import { MissingScreen } from '../fallbacks';

const list = getRouteApi('/staff/kb');
const article = getRouteApi('/staff/kb/$id');

export function KnowledgeRoute() {
  const navigate = useNavigate();
  return (
    <KnowledgeScreen
      search={list.useSearch()}
      onSearch={(search) => void navigate({ to: '/kb', search, replace: true })}
      onOpen={(id) => void navigate({ to: '/kb/$id', params: { id: String(id) } })}
    />
  );
}

export function ArticleRoute() {
  const navigate = useNavigate();
  const id = idOf(article.useParams().id);
  if (id === null) return <MissingScreen />;
  return <ArticleScreen key={id} id={id} onDeleted={() => void navigate({ to: '/kb' })} />;
}
