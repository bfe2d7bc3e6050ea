// /u/organization: to which organization somebody belongs, before the login; and /u/organization/select: with which of several to go
// on, after it. Applications that require one say which of the two they want.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { noteProgress } from '@symbolon/core/authorize/transaction'
import { discovered, discoveryMethods } from '@symbolon/core/organizations/discovered'
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { TextKey } from '@symbolon/texts/en'
import { MAX_IDENTIFIER } from '../pages/fields.ts'
import { renderOrganization } from '../pages/organization.ts'
import { renderSelectOrganization } from '../pages/select-organization.ts'
import { pageContext, sendPage } from '../pages/page.ts'
import { formOf } from './form.ts'
import { aboutOf, formTargets, readInteraction, resume, stepOf, type Interaction } from './interaction.ts'
import { pagePath } from './send-on.ts'

const NAME = '/u/organization'
const SELECT = '/u/organization/select'

type Typed = { readonly value: string; readonly problem?: TextKey }

/** What is asked for, by what the application takes. */
function wordsFor({ client }: Interaction) {
  const methods = discoveryMethods(client)
  if (!methods.has('email')) return NAMES
  return methods.has('organization_name') ? EITHER : ADDRESSES
}

const NAMES = {
  label: 'organizationLabel',
  autocomplete: 'organization',
  missing: 'organizationMissing',
  unknown: 'organizationUnknown',
  unknownAddress: 'organizationUnknown',
} as const
const ADDRESSES = {
  label: 'emailLabel',
  autocomplete: 'email',
  missing: 'emailMissing',
  unknown: 'emailInvalid',
  unknownAddress: 'organizationOfEmailUnknown',
} as const
const EITHER = {
  ...NAMES,
  label: 'organizationOrEmailLabel',
  autocomplete: 'on',
  unknownAddress: ADDRESSES.unknownAddress,
} as const

async function ask(
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  { value, problem }: Typed,
): Promise<FastifyReply> {
  const context = await pageContext(request, aboutOf(interaction))
  const { label, autocomplete } = wordsFor(interaction)
  const page = renderOrganization(context, {
    action: pagePath(NAME, interaction.state),
    value: value.slice(0, MAX_IDENTIFIER),
    label: context.texts[label],
    autocomplete,
    problem: problem && context.texts[problem],
  })
  return sendPage(reply, problem === undefined ? 200 : 400, page, { formActionOrigins: formTargets(interaction) })
}

async function showName(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  const step = await stepOf(request, interaction)
  if (step?.do !== 'name_organization') return resume(reply, interaction.state)
  return ask(request, reply, interaction, { value: '' })
}

async function takeName(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  const { state, transaction } = interaction
  const step = await stepOf(request, interaction)
  if (step?.do !== 'name_organization') return resume(reply, state)
  const value = formOf(request).values['organization']?.trim() ?? ''
  if (value === '') return ask(request, reply, interaction, { value, problem: wordsFor(interaction).missing })
  const found = await discovered(request.tenancy, interaction.client, value)
  if (!found) {
    const { unknown, unknownAddress } = wordsFor(interaction)
    return ask(request, reply, interaction, { value, problem: value.includes('@') ? unknownAddress : unknown })
  }
  const { organization, address } = found
  await noteProgress(request.tenancy, state, transaction, {
    organization: organization.id,
    ...(address === undefined ? {} : { typed_username: address.slice(0, MAX_IDENTIFIER) }),
  })
  return resume(reply, state)
}

/** Those to choose from; undefined where there is nothing to choose (any more). */
async function choiceOf(
  request: FastifyRequest,
  interaction: Interaction,
): Promise<readonly Organization[] | undefined> {
  const step = await stepOf(request, interaction)
  return step?.do === 'select_organization' ? step.organizations : undefined
}

async function showChoice(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  const organizations = await choiceOf(request, interaction)
  if (!organizations) return resume(reply, interaction.state)
  const page = renderSelectOrganization(await pageContext(request, aboutOf(interaction)), {
    action: pagePath(SELECT, interaction.state),
    organizations: organizations.map(({ id, name, display_name = name }) => ({ id, name: display_name })),
  })
  return sendPage(reply, 200, page, { formActionOrigins: formTargets(interaction) })
}

async function takeChoice(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  const { state, transaction } = interaction
  const chosen = formOf(request).values['organization']
  const organizations = await choiceOf(request, interaction)
  if (organizations?.some(({ id }) => id === chosen)) {
    await noteProgress(request.tenancy, state, transaction, { organization: chosen ?? '' })
  }
  return resume(reply, state)
}

export const organizationRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(NAME, showName)
  wing.post(NAME, takeName)
  wing.get(SELECT, showChoice)
  wing.post(SELECT, takeChoice)
}
