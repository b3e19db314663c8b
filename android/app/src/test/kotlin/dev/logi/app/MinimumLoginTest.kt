package dev.logi.app

import dev.logi.testing.ShadowPrompt
import kotlin.test.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The oldest Android the app runs on, from the first minute to a login at the real server. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [28], application = StoryApplication::class, shadows = [ShadowPrompt::class], qualifiers = "w411dp-h891dp")
class MinimumLoginTest : AtTheServer() {
    @Test fun `a new phone logs in`() {
        enrolledWithDetails()
        assertEquals("completed", approved().finish()["status"])
    }
}
