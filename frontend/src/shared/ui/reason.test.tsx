import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ApiProblem } from '@/shared/api';
import { ErrorState } from './empty';

it('tells people what is wrong by the words for each field, without the names that programs use', () => {
  const errors = { site_url: ['Enter a valid URL.'], color: ['Enter a valid URL.', 'Too long.'] };
  const problem = new ApiProblem(422, { detail: 'Check these fields: site_url, color.', code: 'invalid', errors });
  render(<ErrorState title="Not saved" error={problem} />);
  expect(screen.getByText('Enter a valid URL. Too long.')).toBeVisible();
  expect(screen.queryByText(/site_url/)).toBeNull();
});
