// What stands around every screen: where one can go, who one is, how it looks.
import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Group,
  Kbd,
  NavLink,
  SegmentedControl,
  Text,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, useLocation } from '@tanstack/react-router'
import { use } from 'react'
import { logOut, userName } from '../session/client.ts'
import { LanguageContext, useTexts } from '../texts/index.ts'
import { Content } from './content.tsx'
import { Icon, Mark } from './icons.tsx'
import { openPalette, Palette } from './palette.tsx'
import { PLACES } from './places.ts'

function Navigation({ onLeave }: { onLeave: () => void }) {
  const texts = useTexts()
  const { pathname } = useLocation()
  return PLACES.map(({ to, name, sign }) => (
    <NavLink
      key={to}
      className="nav-link"
      component={Link}
      to={to}
      label={texts[name]}
      leftSection={<Icon sign={sign} />}
      active={pathname.startsWith(to)}
      onClick={onLeave}
    />
  ))
}

function ThemeButton() {
  const texts = useTexts()
  const { setColorScheme } = useMantineColorScheme()
  const now = useComputedColorScheme('light')
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={texts.theme}
      onClick={() => setColorScheme(now === 'dark' ? 'light' : 'dark')}
    >
      <Icon sign={now === 'dark' ? 'sun' : 'moon'} />
    </ActionIcon>
  )
}

function PaletteButton() {
  const texts = useTexts()
  return (
    <>
      <UnstyledButton
        onClick={openPalette}
        visibleFrom="sm"
        px="sm"
        py={6}
        bd="1px solid var(--mantine-color-default-border)"
        bdrs="md"
      >
        <Group gap="sm">
          <Icon sign="search" size={16} />
          <Text size="sm" c="dimmed">
            {texts.palette}
          </Text>
          <Kbd size="xs">Ctrl K</Kbd>
        </Group>
      </UnstyledButton>
      <ActionIcon variant="default" size="lg" hiddenFrom="sm" aria-label={texts.palette} onClick={openPalette}>
        <Icon sign="search" />
      </ActionIcon>
    </>
  )
}

function Account() {
  const texts = useTexts()
  const { language, choose } = use(LanguageContext)
  return (
    <Box>
      <SegmentedControl
        fullWidth
        size="xs"
        mb="sm"
        aria-label={texts.language}
        value={language}
        onChange={(value) => choose(value === 'de' ? 'de' : 'en')}
        data={[
          { value: 'en', label: 'English' },
          { value: 'de', label: 'Deutsch' },
        ]}
      />
      <Text size="sm" c="dimmed" className="wrap" mb={4} px="xs">
        {userName()}
      </Text>
      <NavLink className="nav-link" component="button" label={texts.logOut} onClick={() => void logOut()} />
    </Box>
  )
}

export function Shell() {
  const texts = useTexts()
  const [isOpen, { toggle, close }] = useDisclosure()
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="lg"
    >
      <AppShell.Header>
        <a className="skip" href="#content">
          {texts.skip}
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={texts.navigation}
              aria-expanded={isOpen}
            />
            <Link to="/overview" className="brand">
              <Group gap={8} wrap="nowrap">
                <Mark />
                Symbolon
              </Group>
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <PaletteButton />
            <ThemeButton />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className="nav" data-closed={!isOpen || undefined} aria-label={texts.navigation}>
        <AppShell.Section grow className="nav-places">
          <Navigation onLeave={close} />
        </AppShell.Section>
        <AppShell.Section>
          <Account />
        </AppShell.Section>
      </AppShell.Navbar>
      <Content />
      <Palette />
    </AppShell>
  )
}
