package dev.logi.app.feature.scanner

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import dev.logi.app.R
import dev.logi.app.phone.Problem
import dev.logi.app.ui.MATCH
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.WRAP
import dev.logi.app.ui.iconButton
import dev.logi.app.ui.live
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.px
import dev.logi.app.ui.second
import dev.logi.app.ui.showWork
import dev.logi.app.ui.sign
import dev.logi.app.ui.title
import dev.logi.app.ui.words

/** What the scanner can lead to beside its events. */
internal interface ScanLinks {
    fun close()

    fun askPermission()

    fun openPhoneSettings()

    fun choosePicture()
}

/** Draws the search for a code. [preview] is what the camera sees. */
internal class ScanScreen(private val context: Context, private val preview: View, private val links: ScanLinks, private val send: (ScanEvent) -> Unit) : Screen<ScanState> {
    private val page = Page(context)
    private val root = FrameLayout(context)
    private val torch = context.iconButton(R.drawable.icon_torch, context.getString(R.string.scan_torch_on)) { send(ScanEvent.TorchPressed) }

    init {
        root.addView(page, FrameLayout.LayoutParams(MATCH, MATCH))
    }

    override val view: View get() = root

    override fun render(state: ScanState) {
        when (state) {
            is ScanState.AskingPermission -> ask(R.string.scan_permission_title, R.string.scan_permission_body, R.string.scan_permission_allow, links::askPermission)
            is ScanState.PermissionRefused -> ask(R.string.scan_refused_title, R.string.scan_refused_body, R.string.scan_refused_open, links::openPhoneSettings)
            is ScanState.NoCamera -> ask(R.string.scan_no_camera_title, R.string.scan_no_camera_body, R.string.try_again) { send(ScanEvent.Again) }
            is ScanState.Searching -> search(state)
            is ScanState.Judging -> page.showWork(if (state.isPicture) R.string.scan_reading else R.string.scan_checking, links::close)
            is ScanState.Refused -> refused(state)
            is ScanState.Found -> Unit
        }
    }

    private fun search(state: ScanState.Searching) {
        page.show(ScanState.Searching::class to state.onceMore) {
            top(context.getString(R.string.scan_title), links::close)
            if (state.onceMore) {
                add(context.title(context.getString(R.string.scan_once_more_title)).live())
                add(context.second(context.getString(R.string.scan_once_more_body)), R.dimen.step)
            }
            fill(finder())
            if (!state.onceMore) add(context.second(context.getString(R.string.scan_hint)))
            act(tools())
        }
        torch.visibility = if (state.torch == Torch.NONE) View.GONE else View.VISIBLE
        torch.contentDescription = context.getString(if (state.torch == Torch.ON) R.string.scan_torch_off else R.string.scan_torch_on)
        torch.isActivated = state.torch == Torch.ON
    }

    private fun finder(): View = FinderFrame(context).apply {
        (preview.parent as? FrameLayout)?.removeView(preview)
        addView(preview)
        contentDescription = context.getString(R.string.scan_frame)
    }

    private fun tools(): View = LinearLayout(context).apply {
        gravity = Gravity.CENTER_VERTICAL
        (torch.parent as? LinearLayout)?.removeView(torch)
        addView(context.otherButton(context.getString(R.string.scan_picture), links::choosePicture), LinearLayout.LayoutParams(0, WRAP, 1f))
        addView(torch, LinearLayout.LayoutParams(context.px(R.dimen.control_height), context.px(R.dimen.control_height)).apply { marginStart = context.px(R.dimen.step) })
        torch.setBackgroundResource(R.drawable.button_other)
    }

    private fun refused(state: ScanState.Refused) {
        page.show(state) {
            // A picture without a code is no attack and gets calmer words than a code of another kind.
            val isEmptyPicture = state.isPicture && state.problem == Problem.NotALogiCode
            val said = context.resources.words(state.problem)
            top(null, links::close)
            centre()
            add(context.sign(R.drawable.icon_warning, if (isEmptyPicture) Tone.WARN else Tone.BAD))
            add(context.title(if (isEmptyPicture) context.getString(R.string.scan_nothing_title) else said.title).live())
            add(context.second(if (isEmptyPicture) context.getString(R.string.scan_nothing_body) else said.body), R.dimen.step)
            act(context.mainButton(context.getString(R.string.scan_again)) { send(ScanEvent.Again) })
            act(if (state.isPicture) picture() else context.otherButton(context.getString(R.string.close), links::close))
        }
    }

    private fun ask(title: Int, body: Int, main: Int, action: () -> Unit) {
        page.show(title) {
            top(null, links::close)
            centre()
            add(context.sign(R.drawable.icon_camera, Tone.GOOD))
            add(context.title(context.getString(title)))
            add(context.second(context.getString(body)), R.dimen.step)
            act(context.mainButton(context.getString(main), action))
            act(picture())
        }
    }

    private fun picture(): View = context.otherButton(context.getString(R.string.scan_picture), links::choosePicture)
}
