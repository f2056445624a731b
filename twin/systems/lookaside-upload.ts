import { createHash } from 'node:crypto';
import { PACKAGER_GROUP } from '../accounts/people.ts';
import { type TwinContext, type TwinReply, type TwinRequest, text } from '../service.ts';
import { uploadBody } from '../world/bodies-git.ts';
import { asUsers } from '../world/people.ts';
import type { Package, Source } from '../world/types.ts';

/** Archives that clients have brought, beside those of the world. */
export class Uploads {
  readonly #stored = new Map<string, Source>();

  constructor(private readonly context: Pick<TwinContext, 'live' | 'acceptor'>) {}

  find(name: string, file: string, sha512: string): Source | undefined {
    const source = this.context.live.world.package(name)?.source;
    if (source?.file === file && source.sha512 === sha512) return source;
    return this.#stored.get(`${name}/${file}/${sha512}`);
  }

  /** The upload script, behind a web server that wants a ticket. */
  async answer(request: TwinRequest): Promise<TwinReply> {
    const { acceptor } = this.context;
    const { authorization, host = '' } = request.headers;
    const accepted = await acceptor.accept(authorization, host);
    if ('refusal' in accepted) return unauthorized(accepted.refusal);
    const reply = await this.#script(request, accepted.principal.split('@')[0] ?? '');
    return { ...reply, headers: { ...reply.headers, 'www-authenticate': accepted.reply } };
  }

  async #script(request: TwinRequest, user: string): Promise<TwinReply> {
    const groups = this.context.acceptor.realm.people.find(user)?.groups ?? [];
    if (!groups.includes(PACKAGER_GROUP)) {
      return said(
        403,
        `You must connect with a valid certificate and be in the ${PACKAGER_GROUP} group to upload.`,
      );
    }
    const form = await formOf(request);
    const [name, sha512] = [fieldOf(form, 'name'), fieldOf(form, 'sha512sum')];
    if (name === null) return said(400, 'Required field "name" is not present.');
    if (sha512 === null) {
      return fieldOf(form, 'md5sum') === null
        ? said(400, 'Required checksum is not present.')
        : said(406, 'Uploads with md5 are no longer allowed.');
    }
    const whole = name.includes('/') ? name : `rpms/${name}`;
    const one = this.context.live.world.package(whole.replace(/^rpms\//, ''));
    if (one === undefined) return said(404, `Module "${whole}" does not exist!`);
    // Whoever names a file beside it only asks, whatever else is sent.
    const filename = fieldOf(form, 'filename');
    if (filename !== null) {
      return said(
        200,
        this.find(one.name, baseName(filename), sha512) === undefined ? 'Missing' : 'Available',
      );
    }
    const file = form.get('file');
    if (file === null || typeof file === 'string') return said(400, 'Required field "file" is not present.');
    const content = Buffer.from(await file.arrayBuffer());
    return this.#take(one, { file: baseName(file.name), sha512, content }, user);
  }

  #take(one: Package, source: Source, user: string): TwinReply {
    const { file, sha512, content } = source;
    const path = `/srv/cache/lookaside/pkgs/rpms/${one.name}/${file}/sha512/${sha512}/${file}`;
    const there = this.find(one.name, file, sha512);
    if (there !== undefined) {
      return said(200, `File ${file} already exists\nFile: ${path} Size: ${there.content.length}`);
    }
    const seen = createHash('sha512').update(content).digest('hex');
    if (seen !== sha512) return said(400, `SHA512 check failed. Received ${seen} instead of ${sha512}.`);
    this.#stored.set(`${one.name}/${file}/${sha512}`, source);
    const { live } = this.context;
    const concerns = { packages: [one.name], users: asUsers(user) };
    live.ledger.publish(live.world.now(), 'git.lookaside.new', concerns, () =>
      uploadBody({ ...one, source }, user),
    );
    return said(200, `File ${file} size ${content.length} SHA512 ${sha512} stored OK`);
  }
}

/** A form of either kind; nothing where there is none. */
async function formOf({ headers, body }: TwinRequest): Promise<FormData> {
  try {
    return await new Response(body, {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
  } catch {
    return new FormData();
  }
}

function fieldOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === 'string' ? value : null;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function said(status: number, words: string): TwinReply {
  return text(`${words}\n`, status, { 'content-type': 'text/plain' });
}

function unauthorized(challenge: string): TwinReply {
  const page =
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>401 Unauthorized</title>\n</head><body>\n<h1>Unauthorized</h1>\n</body></html>\n';
  const headers = { 'content-type': 'text/html; charset=iso-8859-1', 'www-authenticate': challenge };
  return { status: 401, headers, body: page };
}
