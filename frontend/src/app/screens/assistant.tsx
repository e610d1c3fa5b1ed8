import { Outlet } from '@tanstack/react-router';
import { AssistantArea, AssistantHome } from '@/features/ai-review';

export function AssistantRoute() {
  return (
    <AssistantArea>
      <Outlet />
    </AssistantArea>
  );
}

export function AssistantHomeRoute() {
  return <AssistantHome />;
}
