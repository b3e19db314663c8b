package dev.logi

import android.graphics.Bitmap
import android.graphics.Color

/** A code that says `LOGI`, as a picture of any size. */
internal object QrPicture {
    const val TEXT = "LOGI"

    private val MODULES = """
        #######.#..##.#######
        #.....#.....#.#.....#
        #.###.#..#.#..#.###.#
        #.###.#.##....#.###.#
        #.###.#.#.#.#.#.###.#
        #.....#.##.#..#.....#
        #######.#.#.#.#######
        ........##.##........
        #...#.###.##.#####..#
        ...###.#...##..#.##.#
        #..##.####.#..###...#
        ###.#.....#..##.#.#..
        #..#.###..#.###...#..
        ........#.#.###..##..
        #######.###.##...#...
        #.....#..#.##..#.#..#
        #.###.#.####..###.###
        #.###.#..####..#.#.##
        #.###.#....#..#####..
        #.....#..##..##.#.#.#
        #######.#.#.###...###
    """.trimIndent().lines()

    /** White around it on all sides, in modules. */
    private const val QUIET = 4
    private val SIDE = MODULES.size + 2 * QUIET

    /** Whether the pixel is dark where the code fills a square of [side] pixels. */
    fun isDark(x: Int, y: Int, side: Int): Boolean {
        val module = { pixel: Int -> pixel * SIDE / side - QUIET }
        return MODULES.getOrNull(module(y))?.getOrNull(module(x)) == '#'
    }

    /** The code at the left of a picture of that size. */
    fun bitmap(width: Int, height: Int): Bitmap {
        val pixels = IntArray(width * height) { if (isDark(it % width, it / width, height)) Color.BLACK else Color.WHITE }
        return Bitmap.createBitmap(pixels, width, height, Bitmap.Config.ARGB_8888)
    }
}
