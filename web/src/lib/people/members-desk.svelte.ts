import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import { Login } from '#shared/account/account.ts';
import type { Fault } from '#shared/fault.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { Member } from '#shared/projects/member.ts';
import type { ProjectRole } from '#shared/projects/project-record.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { fetchMembers, putMember, removeMember } from './people-api.ts';

/** The people of one project. Only the server knows them, so without it there is nothing to show. */
export class MembersDesk {
  members = $state.raw<Member[]>();
  fault = $state.raw<Fault>();
  isBusy = $state(false);
  readonly #project: ProjectId;
  readonly #toasts: Toasts;

  constructor(project: ProjectId, toasts: Toasts) {
    this.#project = project;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    const answer = await fetchMembers(this.#project);
    this.fault = answer.ok ? undefined : answer.fault;
    if (answer.ok) this.members = answer.value;
  }

  /** Answers with what stands in the way. */
  async add(typed: string, role: ProjectRole): Promise<Fault | undefined> {
    const login = Login.safeParse(typed);
    if (!login.success) return { code: 'user_not_found', login: typed.trim() };
    this.isBusy = true;
    const answer = await putMember(this.#project, { login: login.data, role });
    this.isBusy = false;
    if (!answer.ok) return answer.fault;
    this.members = answer.value;
    return undefined;
  }

  async setRole({ login }: Member, role: ProjectRole): Promise<void> {
    const fault = await this.add(login, role);
    if (fault) this.#toasts.fail(faultText(fault));
  }

  /** Answers whether the member is gone. */
  async remove({ login, user }: Member): Promise<boolean> {
    this.isBusy = true;
    const answer = await removeMember(this.#project, login);
    this.isBusy = false;
    if (answer.ok) this.members = this.members?.filter((member) => member.user !== user);
    else this.#toasts.fail(faultText(answer.fault));
    return answer.ok;
  }
}
